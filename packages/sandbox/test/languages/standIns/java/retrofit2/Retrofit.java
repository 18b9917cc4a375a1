package retrofit2;

import retrofit2.converter.gson.GsonConverterFactory;

/** Stands in for Retrofit: it only carries the base URL to the interface. */
public class Retrofit {
    private final String url;

    private Retrofit(String url) {
        this.url = url;
    }

    public <T> T create(Class<T> service) {
        try {
            return service.getConstructor(String.class).newInstance(url);
        } catch (ReflectiveOperationException error) {
            throw new IllegalArgumentException(error);
        }
    }

    public static class Builder {
        private String url;

        public Builder baseUrl(String url) {
            this.url = url;
            return this;
        }

        public Builder addConverterFactory(GsonConverterFactory factory) {
            return this;
        }

        public Retrofit build() {
            return new Retrofit(url);
        }
    }
}

package retrofit2.converter.gson;

/** Stands in for Retrofit's converter. */
public class GsonConverterFactory {
    public static GsonConverterFactory create() {
        return new GsonConverterFactory();
    }
}

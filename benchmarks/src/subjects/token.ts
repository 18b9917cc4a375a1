/**
 * A token for the subjects that do not get one themselves.
 */
export const tokenFrom = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/users/getToken`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ imp_key: "key", imp_secret: "secret" })
  })
  const { response } = await answer.json() as { readonly response: { readonly access_token: string } }
  return response.access_token
}

// oidc-provider of npm on loopback: every client proves PKCE, access tokens are JWT for the resource that is asked for.
//   node oidc_provider.mjs FOLDER PORT '{"ada": {"email": "...", "groups": ["..."]}}'
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, people] = [process.argv[2], Number(process.argv[3]), JSON.parse(process.argv[4])];
const place = createRequire(pathToFileURL(`${folder}/package.json`)).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(place));

const provider = new Provider(`http://localhost:${port}`, {
  cookies: { keys: ["a key of this test"] },
  scopes: ["openid", "email", "offline_access"],
  claims: { openid: ["sub"], email: ["email"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  extraTokenClaims: (_, token) => people[token.accountId],
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({
        scope: "email", audience: resource, accessTokenFormat: "jwt", accessTokenTTL: 600, jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});
provider.listen(port, () => console.log("ready"));

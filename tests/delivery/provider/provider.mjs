// A certified OpenID provider with three accounts; whoever is named in the header x-account signs in at once.
import http from "node:http";
import { Provider } from "oidc-provider";

const { redirect, logout } = JSON.parse(process.argv[2]);
const accounts = {
  ada: { email: "Ada@Example.org", email_verified: true, name: "Ada by provider", groups: ["dam-admins", "atelier"] },
  nobody: { email: "nobody@elsewhere.example", email_verified: true, name: "Nobody", groups: [] },
  unverified: { email: "admin@example.org", email_verified: false, name: "Mallory", groups: ["dam-admins"] },
};
const claims = (id) => ({ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) });

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "vitrine",
        client_secret: "not a secret: tests only",
        redirect_uris: [redirect],
        post_logout_redirect_uris: [logout],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["tests only"] },
    findAccount: (_context, id) => (id in accounts ? claims(id) : undefined),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid email profile groups");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const account = request.headers["x-account"];
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    const result = account ? { login: { accountId: account } } : { error: "access_denied" };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  console.log(issuer);
});

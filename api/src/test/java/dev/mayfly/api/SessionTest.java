package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionTest {
    private static final String RIGHT = "{\"user\": \"alice\", \"code\": \"%s\"}".formatted(Running.SECRET);
    private static final String REQUEST = "{\"template\": \"low\"}";

    private final Running api = Running.shared();
    private final Http browser = api.anonymous();

    @Test
    void tellsEverybodyHowOneSignsIn() {
        Http.Answer answer = browser.get("/v1/session");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("user")).isFalse();
        assertThat(answer.json().path("roles")).isEmpty();
        assertThat(answer.json().at("/ways/0/kind").asText()).isEqualTo("DEMO");
        assertThat(answer.json().at("/ways/0/users").findValuesAsText("user"))
                .containsExactly("alice", "bob", "carol", "olga", "adam");
        assertThat(answer.text()).doesNotContain(Running.SECRET);
    }

    @Test
    void signsInByTheCodeWithACookieThatOnlyOurPagesCanUse() {
        Http.Answer answer = browser.post("/v1/session", RIGHT, "Origin", api.origin());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("user")).isEqualTo("alice");
        assertThat(answer.header("Set-Cookie"))
                .startsWith("mayfly-session-")
                .containsIgnoringCase("; HttpOnly")
                .contains("; SameSite=Strict", "; Path=/")
                .doesNotContain("Domain")
                .doesNotContain(Running.SECRET);

        Http.Answer session = browser.get("/v1/session", "Cookie", cookie(answer));
        assertThat(session.at("user")).isEqualTo("alice");
        assertThat(session.json().at("/roles/0").asText()).isEqualTo("REQUESTER");
        assertThat(Instant.parse(session.at("endsAt")))
                .isBetween(Instant.now().plusSeconds(11 * 3600), Instant.now().plusSeconds(13 * 3600));
        assertThat(browser.get("/v1/me", "Cookie", cookie(answer)).at("user")).isEqualTo("alice");
    }

    @Test
    void refusesTheWrongCodeAndTheWrongUserAlike() {
        List<String> told = new ArrayList<>();
        for (String body : List.of(
                "{\"user\": \"alice\", \"code\": \"wrong-wrong-wrong-wrong\"}",
                "{\"user\": \"root\", \"code\": \"%s\"}".formatted(Running.SECRET))) {
            Http.Answer answer = browser.post("/v1/session", body);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Set-Cookie")).isEmpty();
            told.add(answer.at("detail"));
        }
        assertThat(told.getFirst()).isEqualTo(told.getLast());
        assertThat(browser.post("/v1/session", "{\"user\": \"alice\"}").at("code"))
                .isEqualTo("INVALID_REQUEST");
        assertThat(browser.post("/v1/session", "{\"user\": \"alice\", \"code\": \"%s\"}".formatted("x".repeat(10_000)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void letsACookieChangeSomethingFromOurOwnPagesOnly() {
        String cookie = signedIn(api);
        assertThat(browser.post("/v1/workspaces", REQUEST, "Cookie", cookie, "Origin", api.origin())
                        .status())
                .isEqualTo(201);
        for (String[] headers : List.of(
                new String[] {"Cookie", cookie},
                new String[] {"Cookie", cookie, "Origin", "https://evil.example"},
                new String[] {"Cookie", cookie, "Origin", "null"},
                new String[] {"Cookie", cookie, "Origin", api.origin() + ".evil.example"},
                new String[] {"Cookie", cookie, "Origin", api.origin().replace("http:", "https:")},
                new String[] {"Cookie", cookie, "Origin", "http://127.0.0.1:1"},
                new String[] {"Cookie", cookie, "Origin", api.origin(), "Sec-Fetch-Site", "cross-site"},
                new String[] {"Cookie", cookie, "Origin", api.origin(), "Sec-Fetch-Site", "same-site"})) {
            Http.Answer answer = browser.post("/v1/workspaces", REQUEST, headers);
            assertThat(answer.status()).as(String.join(" ", headers)).isEqualTo(403);
            assertThat(answer.at("code")).isEqualTo("FORBIDDEN");
        }
        assertThat(browser.send("DELETE", "/v1/session", BodyPublishers.noBody(), "Cookie", cookie)
                        .status())
                .isEqualTo(403);
        assertThat(browser.post("/v1/session", RIGHT, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void showsNothingToOtherPages() {
        Http.Answer answer = browser.get("/v1/workspaces", "Cookie", signedIn(api), "Origin", "https://evil.example");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void takesATokenAsBefore() {
        assertThat(api.as("alice").post("/v1/workspaces", REQUEST).status()).isEqualTo(201);
        Http.Answer both = api.as("bob").get("/v1/me", "Cookie", signedIn(api));
        assertThat(both.at("user")).isEqualTo("bob");
        Http.Answer bad = api.withToken("demo.bob.wrong").get("/v1/me", "Cookie", signedIn(api));
        assertThat(bad.status()).isEqualTo(401);
    }

    @Test
    void isNoToken() {
        String token = signedIn(api);
        assertThat(api.withToken(token.substring(token.indexOf('=') + 1))
                        .get("/v1/me")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void isWorthNothingOnceItWasAltered() {
        String cookie = signedIn(api);
        String[] parts = cookie.split("\\.", -1);
        String none = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"mayfly-session+jwt\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String name = cookie.substring(0, cookie.indexOf('=') + 1);
        for (String altered : List.of(
                cookie + "x",
                parts[0] + "." + parts[1] + ".",
                name + none + "." + parts[1] + ".",
                parts[0] + "." + parts[1].substring(0, parts[1].length() - 4) + "AAAA." + parts[2],
                name + "x",
                name)) {
            assertThat(browser.get("/v1/me", "Cookie", altered).status())
                    .as(altered)
                    .isEqualTo(401);
        }
    }

    @Test
    void isForgottenWhenSomebodySignsOut() {
        Http.Answer out = browser.send(
                "DELETE", "/v1/session", BodyPublishers.noBody(), "Cookie", signedIn(api), "Origin", api.origin());
        assertThat(out.status()).isEqualTo(200);
        assertThat(out.json().has("user")).isFalse();
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
    }

    @Test
    void survivesARestartAndEndsByItselfAndWithItsKey() throws IOException, InterruptedException {
        Path key = key("0123456789abcdef0123456789abcdef");
        String cookie;
        try (Running before = Running.with(Map.of("mayfly.session.key-file", key.toString()))) {
            cookie = value(signedIn(before));
        }
        Map<String, Object> brief = Map.of("mayfly.session.key-file", key.toString(), "mayfly.session.lifetime", "1s");
        try (Running after = Running.with(brief)) {
            assertThat(after.anonymous()
                            .get("/v1/me", "Cookie", named(after, cookie))
                            .status())
                    .isEqualTo(200);
            String own = signedIn(after);
            Thread.sleep(1_100);
            assertThat(after.anonymous().get("/v1/me", "Cookie", own).status()).isEqualTo(401);
        }
        Path other = key("fedcba9876543210fedcba9876543210");
        try (Running stranger = Running.with(Map.of("mayfly.session.key-file", other.toString()))) {
            assertThat(stranger.anonymous()
                            .get("/v1/me", "Cookie", named(stranger, cookie))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void servesThePortalAndNothingInItsPlace() {
        for (String page : List.of(
                "/",
                "/sign-in",
                "/workspaces",
                "/workspaces/ws-0123456789ab/desktop",
                "/templates/low",
                "/operator/health")) {
            Http.Answer answer = browser.get(page, "Accept", "text/html");
            assertThat(answer.status()).as(page).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe-", "http://", "https://", "__NONCE__");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy")).contains("camera=()");
            assertThat(answer.text()).doesNotContain("__NONCE__", "http://", "https://");
        }
        String first = browser.get("/").header("Content-Security-Policy");
        assertThat(browser.get("/").header("Content-Security-Policy")).isNotEqualTo(first);

        for (String api : List.of("/v1/nothing", "/v1", "/v1/workspaces/x/y/z")) {
            assertThat(browser.get(api, "Accept", "text/html").header("Content-Type"))
                    .as(api)
                    .startsWith("application/problem+json");
        }
        Http.Answer unknown = browser.get("/no/such/page", "Accept", "text/html,*/*;q=0.8");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.header("Content-Type")).startsWith("text/html");
        Http.Answer machine = browser.get("/no/such/page", "Accept", "application/json");
        assertThat(machine.status()).isEqualTo(404);
        assertThat(machine.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void servesThePortalsFilesForEverAndCompressed() {
        var script = java.util.regex.Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"")
                .matcher(browser.get("/").text());
        assertThat(script.find()).isTrue();
        Http.Answer plain = browser.get(script.group(1));
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.header("Content-Type")).startsWith("text/javascript");
        assertThat(plain.header("Cache-Control")).contains("immutable");
        Http.Answer gzip = browser.get(script.group(1), "Accept-Encoding", "gzip");
        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
        for (String none : List.of(
                "/assets/nothing.js", "/assets/..%2findex.html", "/assets/%2e%2e/files.txt", "/assets/index.html")) {
            assertThat(browser.get(none).status()).as(none).isEqualTo(404);
        }
    }

    private static Path key(String key) throws IOException {
        Path file = Files.createTempFile(
                "session-key", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key);
        file.toFile().deleteOnExit();
        return file;
    }

    private static String signedIn(Running at) {
        return cookie(at.anonymous().post("/v1/session", RIGHT, "Origin", at.origin()));
    }

    private static String cookie(Http.Answer answer) {
        String header = answer.header("Set-Cookie");
        assertThat(header).as(answer.text()).isNotEmpty();
        return header.substring(0, header.indexOf(';'));
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    /** The name holds the port, which differs from server to server here and stays the same over a real restart. */
    private static String named(Running at, String value) {
        return signedIn(at).substring(0, signedIn(at).indexOf('=') + 1) + value;
    }
}

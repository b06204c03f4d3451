package dev.mayfly.tests.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.mayfly.tests.crash.Eventually;
import dev.mayfly.tests.crash.Rest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page: who sees what of it, that it can be read and worked by everybody, and how it looks. */
@ExtendWith(Portal.Given.class)
class PagesTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private static final Set<String> ALL = Set.of("alice", "bob", "olga", "adam");

    /** A page, who is shown what it is for, and what the others are told. */
    private record Place(String path, String title, Set<String> seenBy, String refusal) {}

    private static final List<Place> PLACES = List.of(
            new Place("/", "Templates", ALL, ""),
            new Place(
                    "/templates/docs-editor",
                    "Request Docs-Editor",
                    Set.of("alice"),
                    "Your roles do not let you ask for a workspace."),
            new Place("/workspaces", "My workspaces", ALL, ""),
            new Place("/approvals", "Approvals", Set.of("bob"), "Only approvers decide"),
            new Place("/receipts", "Receipts", ALL, ""),
            new Place("/operator", "All workspaces", Set.of("bob", "olga", "adam"), "Only yours are shown to you"),
            new Place(
                    "/operator/holdings",
                    "Holdings",
                    Set.of("olga", "adam"),
                    "The ledger is for operators and auditors"),
            new Place("/operator/stalled", "Stalled teardown", ALL, ""),
            new Place("/operator/health", "Health", Set.of("olga", "adam"), "This is for operators and auditors"),
            new Place("/audit", "Audit log", Set.of("olga", "adam"), "The audit log is for auditors and operators"));

    @Test
    void eachRoleSeesWhatIsForItAndIsToldWhatIsNot(Portal portal) {
        for (String user : List.of("alice", "bob", "olga", "adam")) {
            Person person = portal.person(user);
            for (Place place : PLACES) {
                person.go(place.path());
                assertThat(person.heading(place.title())).isVisible();
                if (place.seenBy().contains(user)) {
                    if (!place.refusal().isEmpty()) {
                        assertThat(person.page().getByText(place.refusal())).hasCount(0);
                    }
                } else {
                    assertThat(person.page().getByText(place.refusal())).isVisible();
                }
            }
        }
    }

    @Test
    void nobodySeesAnythingBeforeSigningIn(Portal portal) {
        Person stranger = portal.stranger(Window.DESK);
        for (Place place : PLACES) {
            stranger.go(place.path());
            assertThat(stranger.heading("Sign in to Mayfly")).isVisible();
            assertThat(stranger.heading(place.title())).hasCount(0);
        }
        stranger.expectTrouble();
        stranger.page().getByLabel("The demo's code").fill("guessed");
        stranger.begins("Sign in as alice").click();
        assertThat(stranger.page().getByRole(AriaRole.ALERT)).isVisible();
    }

    @Test
    void aRequesterCannotSeeTheWorkspaceOfAnother(Portal portal) {
        Person alice = portal.person("alice");
        alice.expectTrouble();
        alice.go("/workspaces/ws-000000000000");
        assertThat(alice.page().getByText("There is no such workspace, or none that you may see"))
                .isVisible();
        alice.go("/nowhere");
        assertThat(alice.heading("There is no such page")).isVisible();
    }

    @ParameterizedTest
    @EnumSource
    void everyPageCanBeReadByEverybodyAndHasItsPicture(Window window, Portal portal) {
        Rest rest = portal.server().rest();
        String waiting = rest.request("api-dev", Duration.ofHours(1));
        String used = rest.request("docs-editor", Duration.ofHours(1));
        String ended = rest.request("sandbox-compute", Duration.ofHours(1));
        Eventually.get("It is in use", WITHIN, () -> rest.phase(ended), "IN_USE"::equals);
        rest.end(ended);
        Eventually.get("It is closed", WITHIN, () -> rest.phase(ended), "CLOSED"::equals);

        Person olga = portal.person("olga", window);
        for (Place place : PLACES) {
            if (place.seenBy().contains("olga")) {
                demandReadable(olga, place.path(), place.title(), window);
            }
        }
        demandReadable(portal.person("bob", window), "/approvals", "Approvals", window);
        Person alice = portal.person("alice", window);
        demandReadable(alice, "/workspaces", "My workspaces", window);
        demandReadable(alice, "/templates/docs-editor", "Request Docs-Editor", window);
        demandReadable(alice, "/workspaces/" + waiting, "API-Dev", window);
        demandReadable(alice, "/workspaces/" + ended + "/receipt", "Sandbox-Compute", window);
        for (String part : List.of("", "/desktop", "/files", "/history")) {
            demandReadable(alice, "/workspaces/" + used + part, "Docs-Editor", window);
        }
        Person stranger = portal.stranger(window);
        demandReadable(stranger, "/", "Sign in to Mayfly", window);
        rest.end(waiting);
        rest.end(used);
    }

    private static void demandReadable(Person person, String path, String title, Window window) {
        person.go(path);
        assertThat(person.heading(title)).isVisible();
        assertThat(person.page().getByRole(AriaRole.STATUS, new Page.GetByRoleOptions().setName("Loading")))
                .hasCount(0);
        person.keepPicture("%s %s".formatted(window, path.replaceAll("ws-[0-9a-z]{12}", "one")));
        List<String> grave = new AxeBuilder(person.page())
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(rule -> "%s: %s: %s"
                                .formatted(
                                        rule.getId(),
                                        rule.getHelp(),
                                        rule.getNodes().stream()
                                                .map(node -> node.getHtml())
                                                .toList()))
                        .toList();
        assertEquals(List.of(), grave, () -> path + " in " + window);
        Object wider =
                person.page().evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertTrue(
                ((Number) wider).intValue() <= 0,
                () -> "%s in %s scrolls sideways by %s".formatted(path, window, wider));
    }

    @Test
    void hostileTextStaysText(Portal portal) {
        String hostile =
                "<script>document.title='taken'</script><img src=x onerror=document.title='taken'> \u202Eneddih "
                        + "x".repeat(1_500);
        Person alice = portal.person("alice");
        alice.go("/templates/api-dev");
        alice.page().getByLabel("What do you need it for?").fill(hostile);
        alice.page().getByLabel("Project").fill("<b>'\";--");
        alice.button("Ask for it").click();
        assertThat(alice.page().getByLabel("Parts of this workspace")).isVisible();
        String id = alice.workspace();
        Person bob = portal.person("bob");
        Person olga = portal.person("olga");
        demandText(alice, "/workspaces/" + id);
        demandText(bob, "/approvals");
        demandText(olga, "/operator");
        demandHarmless(alice, "/workspaces");
        demandHarmless(alice, "/workspaces/" + id + "/history");
        demandHarmless(olga, "/audit");
        portal.server().rest().end(id);
    }

    private static void demandText(Person person, String path) {
        person.go(path);
        assertThat(person.page().locator("main").getByText("<script>").first()).isVisible();
        demandHarmless(person, path);
    }

    private static void demandHarmless(Person person, String path) {
        person.go(path);
        assertThat(person.page().locator("main h1")).isVisible();
        assertThat(person.page().getByRole(AriaRole.STATUS, new Page.GetByRoleOptions().setName("Loading")))
                .hasCount(0);
        assertThat(person.page()).hasTitle(Pattern.compile(".* · Mayfly"));
        assertThat(person.page().locator("main script, main img[src=x]")).hasCount(0);
        assertThat(person.page().locator("main")).not().containsText("\u202E");
    }

    @Test
    void everythingIsReachedWithTheKeyboard(Portal portal) {
        Person alice = portal.person("alice");
        Page page = alice.page();
        page.keyboard().press("Tab");
        assertThat(alice.link("To the content")).isFocused();
        page.keyboard().press("Enter");
        Locator request = alice.link("Request Docs-Editor");
        for (int i = 0; i < 40 && !(Boolean) request.evaluate("it => it === document.activeElement"); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(request).isFocused();
        page.keyboard().press("Enter");
        assertThat(alice.heading("Request Docs-Editor")).isVisible();
        page.getByLabel("What do you need it for?").focus();
        page.keyboard().type("with the keyboard alone");
        Locator start = alice.button("Start it");
        for (int i = 0; i < 40 && !(Boolean) start.evaluate("it => it === document.activeElement"); i++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Parts of this workspace")).isVisible();
        portal.server().rest().end(alice.workspace());
    }
}

package dev.mayfly.tests.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.mayfly.tests.crash.Eventually;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several people about one workspace: who asks, who decides, who prolongs and who ends it. */
@ExtendWith(Portal.Given.class)
class DecisionTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @Test
    void bobApprovesAndAliceSeesItHappen(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("API-Dev", "to try the interface");
        assertThat(alice.button("Approve")).hasCount(0);

        Person bob = portal.person("bob");
        Locator request = inInbox(bob, id);
        assertThat(request).containsText("to try the interface");
        request.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Approve"))
                .click();
        bob.keepPicture("approve");
        bob.inDialog("Approve it").click();
        assertThat(request).hasCount(0);

        // Without loading the page again.
        assertThat(alice.link("Open the desktop")).isVisible();
        portal.server().rest().end(id);
    }

    @Test
    void bobDeniesWithAReasonThatAliceReads(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("API-Dev", "to look around");
        Person bob = portal.person("bob");
        inInbox(bob, id)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Deny"))
                .click();
        assertThat(bob.inDialog("Deny it")).isDisabled();
        bob.dialog().getByRole(AriaRole.TEXTBOX).fill("not without a ticket");
        bob.inDialog("Deny it").click();
        assertThat(alice.page().getByText("not without a ticket").first()).isVisible();
        Eventually.get("It is closed", WITHIN, () -> portal.server().rest().phase(id), "CLOSED"::equals);
    }

    @Test
    void aliceExtendsFreezesAndThaws(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("Docs-Editor", "to take longer");
        Screen.of(alice);
        alice.button("Extend").click();
        alice.inDialog("Extend").click();
        assertThat(alice.dialog()).hasCount(0);
        alice.part("History").click();
        assertThat(alice.page().getByText("Extended").first()).isVisible();

        alice.button("Freeze").click();
        alice.page()
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Freeze it now"))
                .click();
        assertThat(alice.button("Thaw")).isVisible();
        alice.part("Desktop").click();
        assertThat(alice.heading("It is frozen")).isVisible();
        alice.button("Thaw").click();
        alice.page()
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Thaw it now"))
                .click();
        Screen.of(alice);
        portal.server().rest().end(id);
    }

    @Test
    void olgaSeesEverythingThatLives(Portal portal) {
        String id = portal.server().rest().request("sandbox-compute", Duration.ofHours(1));
        Eventually.get("It is in use", WITHIN, () -> portal.server().rest().phase(id), "IN_USE"::equals);
        Person olga = portal.person("olga");
        olga.go("/operator");
        assertThat(olga.page().getByRole(AriaRole.MAIN)).containsText(id);
        olga.go("/operator/holdings");
        assertThat(olga.page().getByRole(AriaRole.MAIN)).containsText(id);
        assertThat(olga.page().getByRole(AriaRole.MAIN)).containsText("Live");
        olga.go("/operator/health");
        for (String part : Set.of("Temporal", "Postgres")) {
            assertThat(olga.page().getByRole(AriaRole.MAIN)).containsText(part);
        }
        portal.server().rest().end(id);
        olga.go("/operator/holdings");
        Eventually.get("It is closed", WITHIN, () -> portal.server().rest().phase(id), "CLOSED"::equals);
        olga.go("/operator/holdings");
        assertThat(olga.heading("Holdings")).isVisible();
        assertThat(olga.page().getByRole(AriaRole.MAIN)).not().containsText(id);
    }

    @Test
    void signingOutEndsTheSessionAndItsDesktop(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("Docs-Editor", "to sign out of");
        alice.part("Desktop").click();
        Screen.of(alice);
        alice.begins("Signed in as alice").click();
        alice.page()
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(alice.heading("Sign in to Mayfly")).isVisible();
        assertThat(alice.page().locator("canvas")).hasCount(0);
        assertTrue(
                alice.page().context().cookies().stream().noneMatch(cookie -> !cookie.value.isEmpty()),
                "A cookie outlived the session");
        alice.go("/workspaces/" + id);
        assertThat(alice.heading("Sign in to Mayfly")).isVisible();
        assertEquals("IN_USE", portal.server().rest().phase(id));
        portal.server().rest().end(id);
    }

    private static Locator inInbox(Person approver, String id) {
        approver.go("/approvals");
        Locator request =
                approver.page().getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName("Request " + id));
        assertThat(request).isVisible();
        return request;
    }
}

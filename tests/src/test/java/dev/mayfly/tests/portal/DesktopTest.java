package dev.mayfly.tests.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.mayfly.tests.crash.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Working in a desktop in a browser's tab: what is typed arrives, from whom it may come, and how it ends. */
@ExtendWith(Portal.Given.class)
class DesktopTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String SENTENCE = "It lives for a day, and leaves a receipt: 2 > 1 & \"done\".";

    @Test
    void aSentenceTypedInTheDesktopComesOutAsAFileAndAReceiptStays(Portal portal) throws Exception {
        Person alice = portal.person("alice");
        String id = alice.request("Docs-Editor", "to write the report");
        Screen screen = Screen.of(alice);
        assertThat(alice.text("You control it")).isVisible();
        screen.openEditor();
        screen.type(SENTENCE);
        alice.keepPicture("desktop");
        screen.saveAs("outbox/note.txt");

        alice.part("Files").click();
        alice.page()
                .locator("input[type=file]")
                .first()
                .setInputFiles(
                        new FilePayload("numbers.csv", "text/csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)));
        Eventually.get(
                "The file is in the inbox",
                WITHIN,
                () -> portal.server().rest().run(id, "", "sh", "-c", "cat inbox/numbers.csv || true"),
                "a,b\n1,2\n"::equals);
        Download download = alice.page()
                .waitForDownload(() -> alice.page()
                        .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take out note.txt"))
                        .click());
        assertEquals("note.txt", download.suggestedFilename());
        assertEquals(SENTENCE, Files.readString(download.path()).strip());
        alice.keepPicture("files");

        alice.button("End").click();
        alice.inDialog("End it").click();
        alice.part("Receipt").click();
        assertThat(alice.page().getByRole(AriaRole.MAIN)).containsText("alice");
        assertThat(alice.page().getByRole(AriaRole.MAIN)).containsText(id);
        assertEquals("CLOSED", portal.server().rest().phase(id));
        alice.keepPicture("receipt");
    }

    @Test
    void onlyWhoControlsItTypes(Portal portal) {
        Person first = portal.person("alice");
        String id = first.request("Docs-Editor", "to see who types");
        Screen here = Screen.of(first);
        here.openEditor();
        here.type("one");
        here.saveAs("outbox/note.txt");

        Person second = portal.person("alice");
        second.go("/workspaces/" + id + "/desktop");
        Screen there = Screen.of(second);
        there.awaitEditor();
        assertThat(second.page().getByText("View only")).isVisible();
        there.type("nobody sees this");
        there.save();
        here.type(" two");
        here.save();
        awaitNote(portal, id, "one two");

        second.button("Take control").click();
        assertThat(second.text("You control it")).isVisible();
        assertThat(first.page().getByText("View only")).isVisible();
        here.type("nor this");
        here.save();
        there.type(" three");
        there.save();
        awaitNote(portal, id, "one two three");

        Person olga = portal.person("olga");
        olga.go("/workspaces/" + id + "/desktop");
        Screen watched = Screen.of(olga);
        watched.awaitEditor();
        assertThat(olga.page().getByText("View only")).isVisible();
        assertThat(olga.button("Take control")).not().isVisible();
        watched.type("nor hers");
        there.type(" four");
        there.save();
        awaitNote(portal, id, "one two three four");
        portal.server().rest().end(id);
    }

    @Test
    void itsEndClosesTheDesktopAndSaysWhy(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("Docs-Editor", "to be ended");
        Screen.of(alice);

        Person olga = portal.person("olga");
        olga.go("/workspaces/" + id);
        olga.button("End").click();
        olga.dialog().getByRole(AriaRole.TEXTBOX).fill("the audit begins");
        olga.inDialog("End it").click();

        assertThat(alice.page().getByText("the audit begins").first()).isVisible();
        assertThat(alice.page().locator(".surface canvas")).not().isVisible();
    }

    @Test
    void expiryClosesTheDesktopAndSaysSo(Portal portal) {
        Person alice = portal.person("alice");
        String id = portal.server().rest().request("docs-editor", Duration.ofMinutes(1));
        alice.go("/workspaces/" + id + "/desktop");
        Screen.of(alice);
        assertThat(alice.page().getByText("It ends in").first()).isVisible();
        alice.keepPicture("warning");
        assertThat(alice.page().getByText("Its desktop is gone"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(90_000));
        assertThat(alice.page().getByRole(AriaRole.MAIN)).containsText("lease");
    }

    @Test
    void theDesktopComesBackAfterTheServerWasKilled(Portal portal) {
        Person alice = portal.person("alice");
        alice.expectTrouble();
        String id = alice.request("Docs-Editor", "to see it come back");
        Screen screen = Screen.of(alice);
        screen.openEditor();
        screen.type("before");
        screen.saveAs("outbox/note.txt");

        portal.server().kill();
        assertThat(alice.page().getByText("Mayfly does not answer.")).isVisible();
        portal.server().start();

        assertThat(alice.text("You control it")).isVisible();
        assertThat(alice.page().getByText("Mayfly does not answer.")).not().isVisible();
        Screen again = Screen.of(alice);
        again.awaitEditor();
        again.type(" and after");
        again.save();
        awaitNote(portal, id, "before and after");
        portal.server().rest().end(id);
    }

    @Test
    void aTerminalRunsWhatIsTyped(Portal portal) {
        Person alice = portal.person("alice");
        String id = alice.request("Sandbox-Compute", "to compute");
        assertThat(alice.text("Connected")).isVisible();
        alice.page().locator(".xterm").click();
        alice.page().keyboard().type("echo $((6 * 7)) | tee outbox/answer.txt\n");
        assertThat(alice.page().locator(".xterm-accessibility-tree")).containsText("42");
        alice.keepPicture("terminal");
        assertEquals(
                "42",
                portal.server().rest().run(id, "", "cat", "outbox/answer.txt").strip());
        assertThat(alice.part("Desktop")).not().isVisible();
        portal.server().rest().end(id);
    }

    private static void awaitNote(Portal portal, String id, String expected) {
        Eventually.get(
                "What was typed is in the file",
                WITHIN,
                () -> portal.server()
                        .rest()
                        .run(id, "", "cat", "outbox/note.txt")
                        .strip(),
                expected::equals);
    }
}

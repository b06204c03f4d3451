package dev.mayfly.tests.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody in front of a browser's window, with cookies of their own, who finds things as people do: by what they say. */
final class Person implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 20_000;
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Pattern WORKSPACE = Pattern.compile("/workspaces/(ws-[0-9a-z]{12})");

    private final String origin;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private boolean troubleExpected;

    Person(String origin, Browser browser, Window window) {
        this.origin = origin;
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(window.width, window.height)
                .setColorScheme(window.scheme)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin"));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.setDefaultNavigationTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add("%s: %s".formatted(page.url(), message.text()));
            }
        });
        page.onPageError(error -> complaints.add("%s: %s".formatted(page.url(), error)));
    }

    Page page() {
        return page;
    }

    Person signIn(String user, String code) {
        page.navigate(origin + "/#code=" + code);
        begins("Sign in as " + user).click();
        assertThat(begins("Signed in as " + user)).isVisible();
        return this;
    }

    Person go(String path) {
        page.navigate(origin + path);
        return this;
    }

    /** Asks for a workspace with the form, and is on its page afterwards. */
    String request(String title, String reason) {
        go("/");
        link("Request " + title).click();
        page.getByLabel("What do you need it for?").fill(reason);
        page.locator("button[type=submit]").click();
        page.waitForURL(Pattern.compile(".*/workspaces/ws-.*"));
        return workspace();
    }

    /** The workspace whose page is open. */
    String workspace() {
        Matcher matcher = WORKSPACE.matcher(page.url());
        if (!matcher.find()) {
            throw new AssertionError("The page of no workspace: " + page.url());
        }
        return matcher.group(1);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** A button whose name begins so and goes on to say more. */
    Locator begins(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator text(String text) {
        return page.getByText(text, new Page.GetByTextOptions().setExact(true));
    }

    /** The way to a part of the workspace's page. */
    Locator part(String name) {
        return page.getByLabel("Parts of this workspace")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
    }

    /** The box that is open over the page. */
    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    /** A button of that box. */
    Locator inDialog(String name) {
        return dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** From here on the browser may say that something was refused or not answered. */
    void expectTrouble() {
        troubleExpected = true;
    }

    List<String> complaints() {
        return troubleExpected ? List.of() : List.copyOf(complaints);
    }

    /** A picture of the whole page, kept for people to look at. */
    void keepPicture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name.replaceAll("[^A-Za-z0-9-]", "-") + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        context.close();
    }
}

package dev.mayfly.tests.portal;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.mayfly.tests.crash.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server and one browser for all tests of the portal, started when the first of them asks. Each test has windows of
 * its own, and after each it is demanded that no window had anything to complain of.
 */
public final class Portal implements AutoCloseable {
    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-dev-shm-usage");

    private final Server server;
    private final Playwright playwright;
    private final Browser browser;
    private final List<Person> people = new ArrayList<>();

    private Portal() throws IOException {
        String chromium = Optional.ofNullable(System.getenv("MAYFLY_CHROMIUM"))
                .orElseThrow(() -> new AssertionError("MAYFLY_CHROMIUM is not set; ./mayfly test sets it"));
        server = Server.fresh();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(chromium))
                        .setArgs(FLAGS));
    }

    Server server() {
        return server;
    }

    /** Somebody in front of a window of their own, who is not signed in yet. */
    Person stranger(Window window) {
        Person person = new Person(server.url(), browser, window);
        people.add(person);
        return person;
    }

    /** Somebody who has signed in by the address that {@code up} prints, and sees the first page. */
    Person person(String user) {
        return person(user, Window.DESK);
    }

    Person person(String user, Window window) {
        return stranger(window).signIn(user, code());
    }

    /** What proves that somebody may be anybody of the demo. */
    String code() {
        try {
            return Files.readString(server.data().resolve("demo-secret")).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> leave() {
        List<String> complaints = new ArrayList<>();
        for (Person person : people) {
            complaints.addAll(person.complaints());
            person.close();
        }
        people.clear();
        return complaints;
    }

    private void keepPictures(String test) {
        for (int i = 0; i < people.size(); i++) {
            people.get(i).keepPicture("failed-%s-%d".formatted(test, i));
        }
    }

    @Override
    public void close() throws IOException {
        browser.close();
        playwright.close();
        server.close();
    }

    /** Gives tests the portal, and looks after each that all was quiet. */
    static final class Given implements ParameterResolver, AfterEachCallback {
        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Given.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Portal.class;
        }

        @Override
        public Portal resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(HERE)
                    .computeIfAbsent(
                            Portal.class,
                            type -> {
                                try {
                                    return new Portal();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            Portal.class);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            Portal portal = context.getRoot().getStore(HERE).get(Portal.class, Portal.class);
            if (portal == null) {
                return;
            }
            boolean failed = context.getExecutionException().isPresent();
            if (failed) {
                portal.keepPictures(context.getRequiredTestMethod().getName());
            }
            List<String> complaints = portal.leave();
            if (!failed && !complaints.isEmpty()) {
                throw new AssertionError("A window complained: " + String.join("\n", complaints));
            }
        }
    }
}

package dev.mayfly.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What somebody waits for in front of a browser: from an address to a page that can be worked with, with nothing kept
 * from before; and from the click on Start to the first picture of the desktop.
 */
public final class PortalBench {
    private static final int RUNS = 20;
    private static final int WARM_UP = 3;

    /** Something is drawn: the colour in the middle is neither nothing nor black. */
    private static final String PICTURE = """
            () => {
              const canvas = document.querySelector('.surface canvas');
              if (!canvas || canvas.width < 2) return false;
              const { data } = canvas.getContext('2d').getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1);
              return data[0] + data[1] + data[2] > 0;
            }""";

    private PortalBench() {}

    /** Prints the figures, in milliseconds. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        int runs = arguments.runs().orElse(RUNS);
        Figures figures = new Figures();
        try (Server server = Server.start(arguments.command());
                Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")))) {
            for (int run = 0; run < WARM_UP; run++) {
                once(server, browser, new Figures());
            }
            for (int run = 0; run < runs; run++) {
                once(server, browser, figures);
                System.err.printf(
                        "%d: usable %.0f, picture %.0f ms%n", run + 1, figures.last("usable"), figures.last("picture"));
            }
        }
        figures.print();
    }

    private static Path chromium() {
        return Path.of(Optional.ofNullable(System.getenv("MAYFLY_CHROMIUM"))
                .orElseThrow(() -> new IllegalStateException("MAYFLY_CHROMIUM is not set; run ./mayfly bench")));
    }

    /** A context of its own has an empty cache. */
    private static void once(Server server, Browser browser, Figures figures) {
        String origin = "http://127.0.0.1:" + server.port();
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            long asked = System.nanoTime();
            page.navigate(origin + "/#code=" + server.demoSecret());
            var alice = page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Sign in as alice")));
            alice.waitFor();
            figures.add("usable", Server.since(asked));
            alice.click();
            page.getByRole(AriaRole.MAIN).getByRole(AriaRole.LINK).first().waitFor();
            page.navigate(origin + "/templates/" + Server.DESKTOP);
            var start = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start it"));
            start.waitFor();
            long clicked = System.nanoTime();
            start.click();
            page.waitForFunction(PICTURE);
            figures.add("picture", Server.since(clicked));
            String path = page.url();
            Client client = server.client("alice");
            String id = path.replaceFirst(".*/(ws-[0-9a-z]+).*", "$1");
            client.end(id);
            client.await(id, "CLOSED");
        }
    }
}

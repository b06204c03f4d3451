package dev.mayfly.tests.portal;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.mayfly.tests.crash.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The desktop of a workspace as a window shows it. It is known by its colours, as nothing else of it comes out. */
final class Screen {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    /** Where the panel's symbol of the text editor is, from the lower left corner. */
    private static final int EDITOR_X = 57;

    private static final int EDITOR_Y = 20;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LOOKS = 30;
    private static final int LIGHT = 200;
    private static final int DARK = 100;

    private final Page page;
    private final Locator canvas;

    private Screen(Page page) {
        this.page = page;
        canvas = page.locator(".surface canvas");
    }

    /** It, once it shows a picture. */
    static Screen of(Person person) {
        Screen screen = new Screen(person.page());
        screen.canvas.waitFor();
        screen.await("a picture", 0.5, 0.5, colour -> colour.stream().anyMatch(part -> part > 0));
        return screen;
    }

    /** Red, green and blue at a share of the width and of the height. */
    List<Integer> colour(double x, double y) {
        Object seen = canvas.evaluate("""
                (canvas, [x, y]) => {
                  const at = (share, whole) => Math.min(whole - 1, Math.floor(share * whole));
                  const { data } = canvas.getContext('2d')
                    .getImageData(at(x, canvas.width), at(y, canvas.height), 1, 1);
                  return [data[0], data[1], data[2]];
                }""", List.of(x, y));
        return ((List<?>) seen).stream().map(part -> ((Number) part).intValue()).toList();
    }

    void await(String what, double x, double y, Predicate<List<Integer>> enough) {
        Eventually.get("The desktop shows " + what, WITHIN, () -> colour(x, y), enough);
    }

    /** Opens the text editor by its symbol in the panel, and waits for its window. */
    void openEditor() {
        // The desktop takes on the size of the window it is shown in, and the panel moves with it.
        Eventually.get(
                "The desktop is as large as its place",
                WITHIN,
                () -> canvas.evaluate("it => Math.abs(it.width - it.getBoundingClientRect().width) < 2"),
                Boolean.TRUE::equals);
        await("the panel", 0.5, 0.98, Screen::dark);
        BoundingBox box = canvas.boundingBox();
        page.mouse().click(box.x + EDITOR_X, box.y + box.height - EDITOR_Y);
        awaitEditor();
    }

    void awaitEditor() {
        await("the editor", 0.5, 0.5, Screen::light);
    }

    void type(String text) {
        page.keyboard().type(text);
    }

    /** Saves what is in the editor, which has no name yet, as a file. */
    void saveAs(String path) {
        page.keyboard().press("Control+s");
        await("the box that asks for a name", 0.02, 0.5, Screen::dark);
        page.keyboard().type(path);
        // The box may still be completing the name, and does not take it then.
        Eventually.get("The box takes the name", WITHIN, this::enter, gone -> gone);
    }

    private boolean enter() {
        page.keyboard().press("Enter");
        for (int i = 0; i < LOOKS; i++) {
            if (!dark(colour(0.02, 0.5))) {
                return true;
            }
            Eventually.pause(LOOK);
        }
        return false;
    }

    /** Saves what has a name by now. */
    void save() {
        page.keyboard().press("Control+s");
    }

    private static boolean light(List<Integer> colour) {
        return colour.stream().allMatch(part -> part > LIGHT);
    }

    private static boolean dark(List<Integer> colour) {
        return colour.stream().allMatch(part -> part < DARK);
    }
}

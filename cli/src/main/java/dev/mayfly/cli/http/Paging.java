package dev.mayfly.cli.http;

import dev.mayfly.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every verb that lists what the server gives in pages. */
public final class Paging {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many (${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            defaultValue = "",
            description = "go on where \"next\" points to")
    private String cursor = "";

    /** Used by the command line. */
    public Paging() {}

    /** The pages that are asked for. */
    public Pages of(Api api, String path, List<Map.Entry<String, String>> parameters) {
        return new Pages(api, path, parameters, limit, cursor);
    }

    /** Says when there is more than was shown. */
    public static void tellOfMore(Terminal terminal, Pages pages) {
        if (pages.more()) {
            terminal.note("There are more; raise --limit to see them.");
        }
    }
}

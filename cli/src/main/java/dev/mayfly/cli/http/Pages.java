package dev.mayfly.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A list that the server gives in pages. */
public final class Pages {
    private static final int LARGEST_PAGE = 200;
    private static final int MOST = 100_000;

    private final Api api;
    private final String path;
    private final List<Map.Entry<String, String>> parameters;
    private final int limit;
    private String cursor;

    /** At most {@code limit} items of a list, from {@code cursor} on, or from its beginning when that is empty. */
    public Pages(Api api, String path, List<Map.Entry<String, String>> parameters, int limit, String cursor) {
        if (limit < 1 || limit > MOST) {
            throw Failure.usage("--limit: expected 1 to %d, got %d".formatted(MOST, limit), "Give another limit.");
        }
        this.api = api;
        this.path = path;
        this.parameters = List.copyOf(parameters);
        this.limit = limit;
        this.cursor = cursor;
    }

    /** The first page alone, as it came. */
    public Answer first() {
        return page(Math.min(limit, LARGEST_PAGE));
    }

    /** The items of as many pages as it takes. */
    public List<JsonNode> all() {
        List<JsonNode> items = new ArrayList<>();
        do {
            JsonNode page = page(Math.min(limit - items.size(), LARGEST_PAGE)).json();
            List<JsonNode> came = Fields.items(page, "items");
            items.addAll(came.subList(0, Math.min(came.size(), limit - items.size())));
            // A page without items ends the list, whatever it points to, or this would never end.
            cursor = came.isEmpty() ? "" : Fields.text(page, "next");
        } while (!cursor.isEmpty() && items.size() < limit);
        return items;
    }

    /** Whether there is more than was read. */
    public boolean more() {
        return !cursor.isEmpty();
    }

    private Answer page(int size) {
        List<Map.Entry<String, String>> all = new ArrayList<>(parameters);
        all.add(Map.entry("limit", String.valueOf(size)));
        if (!cursor.isEmpty()) {
            all.add(Map.entry("cursor", cursor));
        }
        return api.get(path + Api.query(all));
    }
}

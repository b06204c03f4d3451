package dev.mayfly.store.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.domain.log.Tile;
import dev.mayfly.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an event is in the log: canonical JSON. */
final class Entries {
    /** The form that this code writes. */
    private static final int VERSION = 1;

    /** Where events keep the id of the request that they come from. */
    private static final String REQUEST_ID = "requestId";

    private Entries() {}

    /**
     * An event as it is stored, with what the store knows of its workspace.
     *
     * @param data a JSON object
     * @param plan the plan's JSON, once there is one
     */
    record Source(
            long id,
            @Nullable String workspace,
            String type,
            String actor,
            Instant at,
            String message,
            String data,
            @Nullable String templateDigest,
            @Nullable String plan) {}

    static String of(Source event) {
        JsonNode data = Json.read(event.data(), JsonNode.class);
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("id", event.id())
                .put("type", event.type())
                .put("actor", event.actor())
                .put("at", event.at().toString())
                .put("message", event.message());
        if (event.workspace() != null) {
            entry.put("workspace", event.workspace());
        }
        if (event.templateDigest() != null) {
            entry.put("templateDigest", event.templateDigest());
        }
        if (event.plan() != null) {
            entry.put("planDigest", Json.sha256(Json.canonical(Json.read(event.plan(), JsonNode.class))));
        }
        if (data.path(REQUEST_ID).isTextual()) {
            entry.put("correlationId", data.path(REQUEST_ID).textValue());
        }
        entry.set("data", data);
        String text = Json.canonical(entry);
        if (text.getBytes(StandardCharsets.UTF_8).length <= Tile.MAX_ENTRY) {
            return text;
        }
        entry.remove("data");
        return Json.canonical(entry.put("dataSha256", Json.sha256(Json.canonical(data))));
    }
}

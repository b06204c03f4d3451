package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventRoutesTest {
    private final Running api = Running.shared();
    private final Http alice = api.as("alice");

    @Test
    void streamsTheWholeLifeAndEndsAfterIt() throws IOException {
        String id = alice.created("low");
        HttpResponse<InputStream> stream = alice.open("/v1/workspaces/" + id + "/events");
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        alice.until(id, "IN_USE");
        alice.post("/v1/workspaces/" + id + "/end", "{}");
        List<Sent> events = read(stream);
        assertThat(events).extracting(Sent::event).startsWith("REQUESTED").endsWith("CLOSED");
        assertThat(events).extracting(Sent::event).contains("ADMITTED", "APPROVED", "READY", "END_ASKED");
        assertThat(events).extracting(Sent::id).isSorted().doesNotHaveDuplicates();
        Sent first = events.getFirst();
        JsonNode data = Json.read(first.data(), JsonNode.class);
        assertThat(data.path("id").asLong()).isEqualTo(first.id());
        assertThat(data.path("type").asText()).isEqualTo(first.event());
        assertThat(data.path("actor").asText()).isEqualTo("alice");
    }

    @Test
    void resumesAfterTheLastEventThatWasSeen() throws IOException {
        String id = alice.closed("low");
        String path = "/v1/workspaces/" + id + "/events";
        List<Sent> all = read(alice.open(path));
        Sent third = all.get(2);
        List<Sent> rest = read(alice.open(path, "Last-Event-ID", Long.toString(third.id())));
        assertThat(rest).isEqualTo(all.subList(3, all.size()));
        List<Sent> nothing = read(
                alice.open(path, "Last-Event-ID", Long.toString(all.getLast().id())));
        assertThat(nothing).isEmpty();
        assertThat(alice.get(path, "Last-Event-ID", "x").status()).isEqualTo(400);
    }

    @Test
    void limitsTheStreamsOfOneCallerAndGivesThemBack() throws IOException {
        try (Running small = Running.with(Map.of("mayfly.pace.streams", 2))) {
            Http one = small.as("alice");
            String id = one.inUse("low");
            String path = "/v1/workspaces/" + id + "/events";
            HttpResponse<InputStream> first = one.open(path);
            HttpResponse<InputStream> second = one.open(path);
            Http.Answer third = one.get(path);
            assertThat(third.status()).as(third.text()).isEqualTo(429);
            assertThat(third.header("Retry-After")).isNotEmpty();
            first.body().close();
            one.post("/v1/workspaces/" + id + "/end", "{}");
            read(second);
            one.until(id, "CLOSED");
            assertThat(read(one.open(path))).isNotEmpty();
        }
    }

    @Test
    void pagesTheSameEventsAsJson() {
        String id = alice.closed("low");
        List<Long> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = alice.get("/v1/workspaces/" + id + "/history?limit=3" + cursor)
                    .json();
            page.path("items").forEach(item -> ids.add(item.path("id").asLong()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(ids).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(6);
        JsonNode audit =
                api.as("adam").get("/v1/audit?workspace=" + id + "&type=CLOSED").json();
        assertThat(audit.path("items")).hasSize(1);
        assertThat(audit.at("/items/0/workspace").asText()).isEqualTo(id);
        assertThat(api.as("olga").get("/v1/holdings?state=GONE&limit=1").json().path("items"))
                .hasSize(1);
    }

    private record Sent(long id, String event, String data) {}

    /** Until the server ends the stream. */
    private static List<Sent> read(HttpResponse<InputStream> stream) throws IOException {
        List<Sent> events = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            String id = "";
            String event = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data += line.substring(5).strip();
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Sent(Long.parseLong(id), event, data));
                    data = "";
                }
            }
        }
        return events;
    }
}

package dev.mayfly.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server with the shapes of the contract: each route has a queue of answers, of which the last stays. */
final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    record Call(String method, String path, String query, Map<String, List<String>> headers, String text) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * One answer.
     *
     * @param broken how many bytes are sent before the connection is dropped; negative for an answer that is whole
     */
    record Reply(int status, Map<String, String> headers, String body, int broken) {
        static Reply json(int status, String json) {
            return new Reply(status, Map.of("Content-Type", "application/json"), json, -1);
        }

        static Reply problem(int status, String code, String detail) {
            String json =
                    "{\"type\":\"https://mayfly.dev/errors/x\",\"title\":\"t\",\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"}"
                            .formatted(status, code, detail);
            return new Reply(status, Map.of("Content-Type", "application/problem+json"), json, -1);
        }

        Reply with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body, broken);
        }

        Reply brokenAfter(int bytes) {
            return new Reply(status, headers, body, bytes);
        }
    }

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeServer on(String route, Reply... answers) {
        replies.put(route, new ArrayDeque<>(List.of(answers)));
        return this;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        calls.add(new Call(
                exchange.getRequestMethod(),
                path,
                query == null ? "" : query,
                Map.copyOf(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Reply reply = next(exchange.getRequestMethod() + " " + path);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (reply.broken() >= 0) {
            exchange.getResponseBody().write(body, 0, reply.broken());
            exchange.getResponseBody().flush();
            throw new IOException("A handler that fails makes the server drop the connection");
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Reply next(String route) {
        Deque<Reply> queue = replies.get(route);
        if (queue == null) {
            return Reply.problem(404, "NOT_FOUND", "no route " + route);
        }
        return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

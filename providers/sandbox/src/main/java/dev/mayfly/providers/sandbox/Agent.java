package dev.mayfly.providers.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdOutputStream;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Files;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The host's half of the talk with the program inside. Nothing that it says is believed further than it is checked here:
 * lengths are limited, names are validated, archives are looked through, and every talk has an end.
 */
final class Agent {
    private static final int HEADER_LIMIT = 64 * 1024;
    private static final int LISTING_LIMIT = 2 * 1024 * 1024;
    private static final int CHUNK_LIMIT = 64 * 1024;

    /** Room for the answer of a program that is killed at the end of its time. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration FILE_TIME = Duration.ofMinutes(10);

    /** How far an archive may unfold: against a sparse home that would be an endless one. */
    private static final long UNFOLDING = 64;

    /** One mapper: strict, shallow, and with short texts only. */
    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(20)
                            .maxStringLength(HEADER_LIMIT)
                            .build())
                    .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build())
            .build();

    private final Path socket;

    Agent(Path socket) {
        this.socket = socket;
    }

    /** How the desktop is: ready, starting, failed or off. */
    String health(Duration within, Progress progress) {
        try (Wire wire = connect(within, progress, "Asking the agent")) {
            return text(request(wire, Map.of("op", "health")), "desktop");
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    Exec.Result exec(List<String> command, byte[] input, int maxOutput, Duration within, Progress progress) {
        try (Wire wire = connect(within.plus(GRACE), progress, "Running a program")) {
            send(
                    wire,
                    Map.of(
                            "op",
                            "exec",
                            "argv",
                            command,
                            "input",
                            input.length,
                            "cap",
                            maxOutput,
                            "seconds",
                            within.toMillis() / 1000.0));
            wire.send(ByteBuffer.wrap(input));
            JsonNode answer = answer(wire);
            int output = (int) count(answer, "output", maxOutput);
            int errors = (int) count(answer, "errors", maxOutput);
            return new Exec.Result(
                    (int) count(answer, "exit", 255),
                    wire.readExactly(output),
                    wire.readExactly(errors),
                    flag(answer, "timedOut"),
                    flag(answer, "truncated"));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    void put(String name, InputStream content, long bytes, Progress progress) {
        checkName(name);
        try (Wire wire = connect(FILE_TIME, progress, "Copying a file in")) {
            send(wire, Map.of("op", "put", "name", name, "bytes", bytes));
            MessageDigest digest = sha256();
            byte[] buffer = new byte[CHUNK_LIMIT];
            long left = bytes;
            while (left > 0) {
                int count = content.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new MayflyException(
                            ErrorCode.INVALID_REQUEST,
                            "content: expected %d bytes, got %d".formatted(bytes, bytes - left));
                }
                digest.update(buffer, 0, count);
                sendOrHear(wire, ByteBuffer.wrap(buffer, 0, count));
                left -= count;
            }
            String written = text(answer(wire), "sha256");
            if (!written.equals(HexFormat.of().formatHex(digest.digest()))) {
                throw Wire.nonsense("what it wrote is not what it was sent");
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** When the agent stops listening in the middle of a file, it has said why. */
    private static void sendOrHear(Wire wire, ByteBuffer bytes) throws IOException {
        try {
            wire.send(bytes);
        } catch (IOException e) {
            answer(wire);
            throw e;
        }
    }

    List<Files.Entry> list(Duration within) {
        try (Wire wire = connect(within, Progress.SILENT, "Listing the outbox")) {
            JsonNode answer = request(wire, Map.of("op", "list", "limit", Files.MAX_ENTRIES));
            int entries = (int) count(answer, "entries", Files.MAX_ENTRIES);
            int bytes = (int) count(answer, "bytes", LISTING_LIMIT);
            String[] lines = new String(wire.readExactly(bytes), StandardCharsets.UTF_8).split("\n", -1);
            if (lines.length != entries + 1) {
                throw Wire.nonsense("its listing has another length than it says");
            }
            List<Files.Entry> found = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                JsonNode entry = parse(lines[i]);
                String name = text(entry, "name");
                if (!isPlainName(name)) {
                    throw Wire.nonsense("a file name that no file can have");
                }
                found.add(new Files.Entry(
                        name,
                        count(entry, "bytes", Long.MAX_VALUE),
                        Instant.ofEpochSecond(count(entry, "modified", 32_503_680_000L))));
            }
            found.sort(Comparator.comparing(Files.Entry::name));
            return List.copyOf(found);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    long get(String name, OutputStream target, long maxBytes, Progress progress) {
        checkName(name);
        try (Wire wire = connect(FILE_TIME, progress, "Copying a file out")) {
            long bytes = count(request(wire, Map.of("op", "get", "name", name)), "bytes", Long.MAX_VALUE);
            if (bytes > maxBytes) {
                throw new MayflyException(
                        ErrorCode.TOO_LARGE,
                        "file \"%s\": expected at most %d bytes, got %d".formatted(name, maxBytes, bytes));
            }
            byte[] buffer = new byte[CHUNK_LIMIT];
            long left = bytes;
            while (left > 0) {
                int count = wire.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new MayflyException(
                            ErrorCode.PROVIDER_FAILED,
                            "file \"%s\" became shorter while it was copied".formatted(name));
                }
                target.write(buffer, 0, count);
                left -= count;
            }
            return bytes;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Writes the home directory as a zstd-compressed tar archive to a file that does not exist yet. */
    Snapshots.Archive archive(Path target, long maxBytes, Duration within, Progress progress) {
        MessageDigest digest = sha256();
        try (Wire wire = connect(within, progress, "Keeping a snapshot")) {
            request(wire, Map.of("op", "archive"));
            try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    Bounded bounded = new Bounded(Channels.newOutputStream(file), maxBytes);
                    DigestOutputStream digesting = new DigestOutputStream(bounded, digest)) {
                try (ZstdOutputStream zstd = new ZstdOutputStream(digesting, 3)) {
                    zstd.setChecksum(true);
                    zstd.setCloseFrameOnFlush(false);
                    copyArchive(wire, zstd, maxBytes);
                }
                file.force(true);
                return new Snapshots.Archive(bounded.written, HexFormat.of().formatHex(digest.digest()));
            }
        } catch (DiskException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, "the snapshot cannot be written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static void copyArchive(Wire wire, OutputStream target, long maxBytes) throws IOException {
        TarCheck check = new TarCheck();
        long most = maxBytes > Long.MAX_VALUE / UNFOLDING ? Long.MAX_VALUE : maxBytes * UNFOLDING;
        long total = 0;
        while (true) {
            int length = ByteBuffer.wrap(wire.readExactly(Integer.BYTES)).getInt();
            if (length < 0 || length > CHUNK_LIMIT) {
                throw Wire.nonsense("a piece of %d bytes".formatted(length));
            }
            if (length == 0) {
                break;
            }
            total += length;
            if (total > most) {
                throw new MayflyException(
                        ErrorCode.TOO_LARGE, "snapshot: expected at most %d bytes before compression".formatted(most));
            }
            byte[] piece = wire.readExactly(length);
            check.accept(piece, 0, length);
            target.write(piece);
        }
        answer(wire);
        check.end();
    }

    // --- the wire ---------------------------------------------------------------------------------------------------

    private Wire connect(Duration within, Progress progress, String doing) throws IOException {
        return Wire.connect(socket, within, progress, doing);
    }

    private static JsonNode request(Wire wire, Map<String, Object> header) throws IOException {
        send(wire, header);
        return answer(wire);
    }

    private static void send(Wire wire, Map<String, Object> header) throws IOException {
        byte[] line = (JSON.writeValueAsString(header) + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > HEADER_LIMIT) {
            throw new MayflyException(
                    ErrorCode.TOO_LARGE,
                    "request: expected at most %d bytes, got %d".formatted(HEADER_LIMIT, line.length));
        }
        wire.send(ByteBuffer.wrap(line));
    }

    private static JsonNode answer(Wire wire) throws IOException {
        JsonNode answer = parse(wire.readLine(HEADER_LIMIT));
        if (flag(answer, "ok")) {
            return answer;
        }
        String code = text(answer, "error");
        // What it says for a person is kept from them: it may say anything. The code is one of a closed set.
        throw switch (code) {
            case "NOT_FOUND" -> new MayflyException(ErrorCode.NOT_FOUND, "there is no such file in the sandbox");
            case "BUSY" ->
                new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "the sandbox has as many processes as it may, so none can be started");
            default -> new MayflyException(ErrorCode.PROVIDER_FAILED, "the sandbox's agent could not do it");
        };
    }

    private static JsonNode parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node == null || !node.isObject()) {
                throw Wire.nonsense("not an object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw Wire.nonsense("not JSON");
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw Wire.nonsense("no text in " + field);
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isBoolean()) {
            throw Wire.nonsense("no yes or no in " + field);
        }
        return value.booleanValue();
    }

    private static long count(JsonNode node, String field, long most) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw Wire.nonsense("no number from 0 to %d in %s".formatted(most, field));
        }
        return value.longValue();
    }

    private static void checkName(String name) {
        if (!isPlainName(name)) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST,
                    "name: expected a plain file name (no slash, no control character, at most %d bytes)"
                            .formatted(Files.MAX_NAME));
        }
    }

    static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.codePoints().noneMatch(Agent::isUnfit)
                && name.getBytes(StandardCharsets.UTF_8).length <= Files.MAX_NAME;
    }

    /** Control, format (direction marks that disguise a name), lone surrogate and line separating characters. */
    private static boolean isUnfit(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static MayflyException unreachable(IOException e) {
        return new MayflyException(ErrorCode.PROVIDER_FAILED, "the sandbox's agent cannot be reached: " + e, e);
    }

    /** The host's disk, not the sandbox, is at fault. */
    private static final class DiskException extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        DiskException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Counts what is written and refuses what is too much. */
    private static final class Bounded extends OutputStream {
        private final OutputStream target;
        private final long most;
        private long written;

        Bounded(OutputStream target, long most) {
            this.target = target;
            this.most = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (written + length > most) {
                throw new MayflyException(
                        ErrorCode.TOO_LARGE, "snapshot: expected at most %d bytes, got more".formatted(most));
            }
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                throw new DiskException(e);
            }
            written += length;
        }
    }
}

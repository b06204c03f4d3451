package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.MayflyException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at a tar archive as it passes (POSIX.1-2001, "pax", as well as ustar) and refuses one that could harm whoever
 * unpacks it later: absolute or climbing names, devices, setuid bits, links out of the tree, sizes that lie. What is in
 * the files is not looked at. It is fed by a hostile program, so it never buffers more than one extended header.
 */
final class TarCheck {
    private static final int BLOCK = 512;

    /** The largest extended header, and the most entries. */
    private static final int EXTENDED_LIMIT = 256 * 1024;

    private static final int ENTRY_LIMIT = 1_000_000;
    private static final int NAME_LIMIT = 4_096;

    private static final char FILE = '0';
    private static final char FILE_OLD = '\0';
    private static final char HARD_LINK = '1';
    private static final char SYMBOLIC_LINK = '2';
    private static final char FOLDER = '5';
    private static final char FIFO = '6';
    private static final char EXTENDED = 'x';

    private final byte[] block = new byte[BLOCK];
    private int filled;
    private long dataLeft;
    private int paddingLeft;
    private byte[] extended = new byte[0];
    private int extendedFilled;
    private Map<String, String> overrides = Map.of();
    private int emptyBlocks;
    private long entries;

    /** Looks at the next bytes of the archive. */
    void accept(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (dataLeft > 0) {
                int count = (int) Math.min(dataLeft, end - at);
                if (extendedFilled < extended.length) {
                    System.arraycopy(bytes, at, extended, extendedFilled, count);
                    extendedFilled += count;
                }
                dataLeft -= count;
                at += count;
            } else if (paddingLeft > 0) {
                int count = Math.min(paddingLeft, end - at);
                paddingLeft -= count;
                at += count;
            } else {
                int count = Math.min(BLOCK - filled, end - at);
                System.arraycopy(bytes, at, block, filled, count);
                filled += count;
                at += count;
                if (filled == BLOCK) {
                    filled = 0;
                    header();
                }
            }
        }
    }

    /** Looks at the archive as a whole, once all of it has passed. */
    void end() {
        if (emptyBlocks < 2 || filled != 0 || dataLeft > 0 || paddingLeft > 0) {
            throw refused("it is cut off");
        }
    }

    /** How many entries have passed. */
    long entries() {
        return entries;
    }

    private void header() {
        if (isEmpty()) {
            emptyBlocks++;
            return;
        }
        if (emptyBlocks > 0) {
            throw refused("something follows its end");
        }
        checkSum();
        Map<String, String> extensions = extensions();
        char type = (char) (block[156] & 0xFF);
        long size = extensions.containsKey("size") ? decimal(extensions.get("size"), "size") : number(124, 12, "size");
        if (type == EXTENDED) {
            if (size > EXTENDED_LIMIT) {
                throw refused("an extended header of %d bytes".formatted(size));
            }
            extended = new byte[(int) size];
            extendedFilled = 0;
            overrides = Map.of();
            data(size);
            return;
        }
        if (++entries > ENTRY_LIMIT) {
            throw refused("more than %d entries".formatted(ENTRY_LIMIT));
        }
        String name = Optional.ofNullable(extensions.get("path")).orElseGet(this::plainName);
        checkName(name);
        if ((number(100, 8, "mode") & 06000) != 0) {
            throw refused("an entry with a setuid or setgid bit");
        }
        switch (type) {
            case FILE, FILE_OLD -> data(size);
            case FOLDER, FIFO -> noData(size);
            case SYMBOLIC_LINK -> {
                // Kept as what it is; whoever unpacks must not follow it, and our own restoring runs in a sandbox.
                checkLink(link(extensions), false);
                noData(size);
            }
            case HARD_LINK -> {
                checkLink(link(extensions), true);
                noData(size);
            }
            default ->
                throw refused("an entry of type %d, which is neither file, folder nor link".formatted((int) type));
        }
    }

    private Map<String, String> extensions() {
        if (extended.length == 0) {
            return overrides;
        }
        Map<String, String> values = new HashMap<>();
        int at = 0;
        while (at < extended.length) {
            int space = at;
            while (space < extended.length && extended[space] != ' ') {
                space++;
            }
            long length = decimal(text(extended, at, space - at), "length");
            if (length < space - at + 3 || length > extended.length - at || extended[at + (int) length - 1] != '\n') {
                throw refused("a malformed extended header");
            }
            String record = text(extended, space + 1, at + (int) length - 1 - (space + 1));
            int equals = record.indexOf('=');
            if (equals <= 0) {
                throw refused("a malformed extended header");
            }
            String key = record.substring(0, equals);
            if (key.startsWith("GNU.sparse")) {
                throw refused("a sparse file in GNU's own form");
            }
            values.put(key, record.substring(equals + 1));
            at += (int) length;
        }
        extended = new byte[0];
        return values;
    }

    private String plainName() {
        String prefix = field(345, 155);
        String name = field(0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String link(Map<String, String> extensions) {
        return Optional.ofNullable(extensions.get("linkpath")).orElseGet(() -> field(157, 100));
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > NAME_LIMIT) {
            throw refused("a name of %d characters".formatted(name.length()));
        }
        if (name.startsWith("/")) {
            throw refused("an absolute name");
        }
        if (name.indexOf('\0') >= 0) {
            throw refused("a name with a zero in it");
        }
        if (Arrays.asList(name.split("/", -1)).contains("..")) {
            throw refused("a name that climbs out of the tree");
        }
    }

    private static void checkLink(String target, boolean hard) {
        if (target.isEmpty() || target.length() > NAME_LIMIT || target.indexOf('\0') >= 0) {
            throw refused("a malformed link");
        }
        if (hard) {
            checkName(target);
        }
    }

    private void data(long size) {
        dataLeft = size;
        paddingLeft = (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static void noData(long size) {
        if (size != 0) {
            throw refused("a size where there can be no data");
        }
    }

    private boolean isEmpty() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xFF;
        }
        if (number(148, 8, "checksum") != sum) {
            throw refused("a header whose checksum is wrong");
        }
    }

    private long number(int offset, int length, String what) {
        if ((block[offset] & 0x80) != 0) {
            throw refused("a %s in GNU's own form".formatted(what));
        }
        String digits = field(offset, length).strip();
        if (digits.isEmpty()) {
            return 0;
        }
        if (!digits.matches("[0-7]{1,12}")) {
            throw refused("a malformed " + what);
        }
        return Long.parseLong(digits, 8);
    }

    private static long decimal(@org.jspecify.annotations.Nullable String digits, String what) {
        if (digits == null || !digits.matches("[0-9]{1,15}")) {
            throw refused("a malformed " + what);
        }
        return Long.parseLong(digits);
    }

    private String field(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return text(block, offset, end - offset);
    }

    /** Names are bytes; those that are no UTF-8 keep their place as the replacement character. */
    private static String text(byte[] bytes, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("replacing never fails", e);
        }
    }

    private static MayflyException refused(String what) {
        return Wire.nonsense("its archive has " + what);
    }
}

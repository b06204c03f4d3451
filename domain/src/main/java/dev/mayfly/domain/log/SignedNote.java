package dev.mayfly.domain.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with signatures beneath it, as in <a href="https://c2sp.org/signed-note">C2SP signed-note</a>.
 *
 * @param text ends with a line end
 */
public record SignedNote(String text, List<Line> signatures) {
    private static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_SIGNATURES = 100;
    private static final int ID_BYTES = 4;
    private static final String DASH = "\u2014 ";
    private static final Pattern LINE = Pattern.compile("\u2014 ([^\\s+\\p{Cntrl}]+) ([A-Za-z0-9+/]+=*)");

    /** Keeps its own copy. */
    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the text of a note ends with a line end");
        }
    }

    /**
     * One signature.
     *
     * @param id of the key, in lower-case hexadecimal
     * @param signature in base64
     */
    public record Line(String name, String id, String signature) {}

    /** Signs {@code text} by each of those keys. */
    public static SignedNote sign(String text, Collection<SignerKey> keys) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SignedNote(
                text,
                keys.stream()
                        .map(key -> new Line(
                                key.verifier().name(),
                                key.verifier().id(),
                                Base64.getEncoder().encodeToString(key.sign(bytes))))
                        .toList());
    }

    /**
     * Reads a note, without verifying it.
     *
     * @throws IllegalArgumentException saying what is wrong with its form
     */
    public static SignedNote parse(String note) {
        if (note.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it is longer than %d characters".formatted(MAX_LENGTH));
        }
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("it has no signatures beneath an empty line");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : note.substring(end + 2).lines().toList()) {
            Matcher form = LINE.matcher(line);
            byte[] bytes = form.matches() ? Base64.getDecoder().decode(form.group(2)) : new byte[0];
            if (bytes.length <= ID_BYTES || lines.size() == MAX_SIGNATURES) {
                throw new IllegalArgumentException("signature line %d is malformed".formatted(lines.size() + 1));
            }
            lines.add(new Line(
                    form.group(1),
                    HexFormat.of().formatHex(bytes, 0, ID_BYTES),
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, ID_BYTES, bytes.length))));
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("it has no signatures");
        }
        return new SignedNote(note.substring(0, end + 1), lines);
    }

    /**
     * What is wrong with the signatures: every one by a known key has to hold, and there has to be one. Those by other
     * keys count for nothing, so that keys and witnesses may come and go.
     *
     * @return sentences; none when it holds
     */
    public List<String> faults(Collection<VerifierKey> known) {
        List<String> faults = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean signed = false;
        for (Line line : signatures) {
            for (VerifierKey key : known) {
                if (key.name().equals(line.name()) && key.id().equals(line.id())) {
                    signed = true;
                    if (!key.verifies(bytes, Base64.getDecoder().decode(line.signature()))) {
                        faults.add("the signature by key %s is false".formatted(key.id()));
                    }
                }
            }
        }
        if (!signed) {
            faults.add("it is not signed by a known key: the known are %s, it is signed by %s"
                    .formatted(
                            known.stream()
                                    .map(key -> key.name() + "+" + key.id())
                                    .toList(),
                            signatures.stream()
                                    .map(line -> line.name() + "+" + line.id())
                                    .toList()));
        }
        return faults;
    }

    /** The note as it is sent and kept. */
    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (Line line : signatures) {
            byte[] signature = Base64.getDecoder().decode(line.signature());
            byte[] id = HexFormat.of().parseHex(line.id());
            byte[] both = Arrays.copyOf(id, id.length + signature.length);
            System.arraycopy(signature, 0, both, id.length, signature.length);
            note.append(DASH)
                    .append(line.name())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(both))
                    .append('\n');
        }
        return note.toString();
    }
}

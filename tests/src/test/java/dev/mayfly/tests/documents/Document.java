package dev.mayfly.tests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one document shows of commands.
 *
 * @param name its path in the checkout
 * @param typed each line of its blocks marked {@code sh}
 * @param named what its sentences name in back quotes
 */
record Document(String name, List<Line> typed, List<Line> named) {
    private static final Pattern QUOTED = Pattern.compile("`((?:\\./)?mayfly [^`]+)`");
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules");

    /** A line and where it stands. */
    record Line(int number, String text) {}

    /** All of a checkout. */
    static List<Document> all(Path checkout) throws IOException {
        try (Stream<Path> files = Files.walk(checkout)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of(
                                    checkout.relativize(file).toString().split("/", -1))
                            .noneMatch(NOT_OURS::contains))
                    .sorted()
                    .map(file -> read(checkout, file))
                    .toList();
        }
    }

    private static Document read(Path checkout, Path file) {
        List<Line> typed = new ArrayList<>();
        List<Line> named = new ArrayList<>();
        String fence = "";
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith("```")) {
                fence = fence.isEmpty() ? line.strip() : "";
            } else if (fence.equals("```sh")) {
                typed.add(new Line(i + 1, line));
            } else if (fence.isEmpty()) {
                Matcher quoted = QUOTED.matcher(line);
                while (quoted.find()) {
                    named.add(new Line(i + 1, quoted.group(1)));
                }
            }
        }
        return new Document(checkout.relativize(file).toString(), typed, named);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("%s cannot be read".formatted(file), e);
        }
    }
}

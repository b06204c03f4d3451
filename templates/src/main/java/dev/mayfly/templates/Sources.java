package dev.mayfly.templates;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.TemplateName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text of all files of a catalogue, read and bounded here, so that whoever evaluates them needs no file system.
 *
 * @param modules the text of each file that may be amended or imported, by its name
 * @param wanted the names of those files that are to be templates
 * @param refused why a file was not read, by its name
 */
record Sources(Map<String, String> modules, List<String> wanted, Map<String, String> refused) {
    /** The schema; always the shipped one, whatever lies in the directory. */
    static final String SCHEMA = "Template.pkl";

    /** The shipped templates. A jar has no list of its files that could be asked for everywhere. */
    static final List<String> SHIPPED =
            List.of("api-dev.pkl", "data-reader.pkl", "docs-editor.pkl", "sandbox-compute.pkl");

    static final int MAX_FILES = 200;
    static final int MAX_BYTES = 64 * 1024;

    private static final String SUFFIX = ".pkl";

    /** Reads the shipped files, and those of the directory if there is one. */
    static Sources read(Optional<Path> directory, boolean shipped) {
        Map<String, String> modules = new TreeMap<>();
        List<String> wanted = new ArrayList<>();
        Map<String, String> refused = new TreeMap<>();
        directory.ifPresent(from -> readDirectory(from, modules, wanted, refused));
        for (String file : SHIPPED) {
            boolean twice = modules.containsKey(file) || refused.containsKey(file);
            if (!twice) {
                modules.put(file, resource(file));
            }
            if (shipped && twice) {
                // Serving either of the two might give a person more than the operator meant to.
                wanted.remove(file);
                refused.put(
                        file,
                        "expected a name of its own, got that of a shipped template;"
                                + " rename the file, or do not serve the shipped templates");
            } else if (shipped) {
                wanted.add(file);
            }
        }
        modules.put(SCHEMA, resource(SCHEMA));
        return new Sources(modules, wanted, refused);
    }

    /** The text of the schema. */
    static String schema() {
        return resource(SCHEMA);
    }

    /** What tells that a file came, went or changed, without reading it. */
    static String stamp(Optional<Path> directory) {
        if (directory.isEmpty()) {
            return "";
        }
        StringBuilder stamp = new StringBuilder();
        try {
            for (Path path : list(directory.get())) {
                stamp.append(path.getFileName())
                        .append(' ')
                        .append(stampOf(path))
                        .append('\n');
            }
        } catch (IOException e) {
            stamp.append(e);
        }
        return stamp.toString();
    }

    private static String stampOf(Path path) {
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
            return is.size() + " " + is.lastModifiedTime() + " " + is.fileKey();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void readDirectory(
            Path directory, Map<String, String> modules, List<String> wanted, Map<String, String> refused) {
        String called = String.valueOf(directory.getFileName());
        try {
            List<Path> paths = list(directory);
            if (paths.size() > MAX_FILES) {
                refused.put(called, "expected at most %d files in the directory, got more".formatted(MAX_FILES));
                return;
            }
            for (Path path : paths) {
                String file = String.valueOf(path.getFileName());
                Optional<String> fault = faultOfName(file);
                if (fault.isEmpty()) {
                    fault = readFile(directory, path, modules);
                }
                if (fault.isPresent()) {
                    refused.put(file, fault.get());
                } else if (isTemplate(file)) {
                    wanted.add(file);
                }
            }
        } catch (IOException e) {
            refused.put(
                    called,
                    "expected a directory that can be read, got " + e.getClass().getSimpleName());
        }
    }

    /** At most one file more than is allowed, sorted by name; hidden files are an editor's. */
    private static List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "[!.]*" + SUFFIX)) {
            for (Path path : all) {
                paths.add(path);
                if (paths.size() > MAX_FILES) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        paths.sort(null);
        return paths;
    }

    /** A file with a capital first letter is a module that others amend or import, as is usual in Pkl. */
    private static boolean isTemplate(String file) {
        return !Character.isUpperCase(file.charAt(0));
    }

    private static Optional<String> faultOfName(String file) {
        if (!isTemplate(file)) {
            return file.matches("[A-Za-z0-9_-]{1,63}\\.pkl")
                    ? Optional.empty()
                    : Optional.of("expected a file name of letters, digits, - and _, got another");
        }
        try {
            new TemplateName(nameOf(file));
            return Optional.empty();
        } catch (MayflyException e) {
            return Optional.of("the name of the file is the name of the template: " + e.getMessage());
        }
    }

    /** The name of the template in that file. */
    static String nameOf(String file) {
        return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
    }

    private static Optional<String> readFile(Path directory, Path path, Map<String, String> modules) {
        try {
            // A link within the directory is how Kubernetes mounts a ConfigMap; one out of it could read anything.
            Path real = path.toRealPath();
            if (!real.startsWith(directory.toRealPath())) {
                return Optional.of("expected a file of this directory, got a link out of it");
            }
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("expected a file, got something else");
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                return Optional.of("expected at most %d KiB, got more".formatted(MAX_BYTES / 1024));
            }
            return decode(String.valueOf(path.getFileName()), bytes, modules);
        } catch (IOException e) {
            return Optional.of(
                    "expected a file that can be read, got " + e.getClass().getSimpleName());
        }
    }

    private static Optional<String> decode(String file, byte[] bytes, Map<String, String> modules) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            long line = 1;
            for (int i = 0; i < in.position(); i++) {
                if (bytes[i] == '\n') {
                    line++;
                }
            }
            return Optional.of("line %d: expected UTF-8 text, got the byte %02x".formatted(line, bytes[in.position()]));
        }
        modules.put(file, out.flip().toString());
        return Optional.empty();
    }

    private static String resource(String file) {
        try (InputStream in = Sources.class.getResourceAsStream("catalogue/" + file)) {
            if (in == null) {
                throw new MayflyException(ErrorCode.INTERNAL, "The shipped file " + file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Could not read the shipped file " + file, e);
        }
    }
}

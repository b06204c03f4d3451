package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns {@code seccomp.tsv} into the program that the kernel runs before each system call: classic BPF, eight bytes an
 * instruction, as seccomp(2) describes it.
 *
 * <p>The program is a plain list. Rules with conditions come first, because the kernel itself remembers for the others
 * that they need no look (since Linux 5.11), so their place costs nothing.
 */
final class SyscallFilter {

    /** The processor families that the table has numbers for. */
    enum Architecture {
        X86_64(0xC000003E, 1),
        AARCH64(0xC00000B7, 2);

        final int audit;
        private final int column;

        Architecture(int audit, int column) {
            this.audit = audit;
            this.column = column;
        }

        static Architecture ofThisHost() {
            String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
            return switch (name) {
                case "amd64", "x86_64" -> X86_64;
                case "aarch64", "arm64" -> AARCH64;
                default ->
                    throw new MayflyException(
                            ErrorCode.MISCONFIGURED,
                            "the sandbox runs on x86_64 and aarch64; this host is \"" + name + "\"");
            };
        }
    }

    /** What happens to a call, as the kernel's return value. */
    enum Verdict {
        ALLOW(0x7FFF0000),
        EPERM(0x00050000 | 1),
        ENOSYS(0x00050000 | 38),
        EAFNOSUPPORT(0x00050000 | 97),
        KILL(0x80000000);

        final int value;

        Verdict(int value) {
            this.value = value;
        }
    }

    /** One line of the table for one architecture. */
    record Rule(String name, int number, Verdict verdict, Condition condition, Verdict otherwise) {}

    /** What the verdict depends on; {@code ALWAYS} is the test that has no values. */
    record Condition(Test test, int argument, List<Integer> values) {
        enum Test {
            ALWAYS,
            ONE_OF,
            NONE_OF,
            NO_BITS
        }
    }

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;

    /** Offsets in struct seccomp_data; both architectures are little-endian, so the low half of an argument comes first. */
    private static final int NUMBER_AT = 0;

    private static final int ARCHITECTURE_AT = 4;
    private static final int ARGUMENTS_AT = 16;

    private static final int X32_BIT = 0x40000000;

    private static final int COLUMNS = 8;

    private SyscallFilter() {}

    /** The program for {@code architecture}. */
    static byte[] program(Architecture architecture) {
        return program(architecture, rules(architecture));
    }

    /** The table's rules for {@code architecture}. */
    static List<Rule> rules(Architecture architecture) {
        List<Rule> rules = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (String line : table().split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (cells.length != COLUMNS) {
                throw new IllegalStateException("seccomp.tsv: expected 8 columns in: " + line);
            }
            String number = cells[architecture.column];
            if (number.equals("-")) {
                continue;
            }
            if (!seen.add(Integer.parseInt(number))) {
                throw new IllegalStateException("seccomp.tsv: number twice: " + line);
            }
            rules.add(new Rule(
                    cells[0],
                    Integer.parseInt(number),
                    verdict(cells[3]),
                    condition(cells[4]),
                    cells[5].equals("-") ? Verdict.ENOSYS : verdict(cells[5])));
        }
        return List.copyOf(rules);
    }

    private static Verdict verdict(String cell) {
        return Verdict.valueOf(cell.toUpperCase(Locale.ROOT));
    }

    private static Condition condition(String cell) {
        if (cell.equals("-")) {
            return new Condition(Condition.Test.ALWAYS, 0, List.of());
        }
        String[] words = cell.split(" ", -1);
        Condition.Test test =
                Condition.Test.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        List<Integer> values = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            values.add((int) Long.decode(words[i]).longValue());
        }
        return new Condition(test, Integer.parseInt(words[1].substring(1)), List.copyOf(values));
    }

    private static String table() {
        try (InputStream in = SyscallFilter.class.getResourceAsStream("seccomp.tsv")) {
            if (in == null) {
                throw new IllegalStateException("seccomp.tsv is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("seccomp.tsv cannot be read", e);
        }
    }

    static byte[] program(Architecture architecture, List<Rule> rules) {
        List<Instruction> program = new ArrayList<>();
        program.add(new Instruction(LOAD_WORD, 0, 0, ARCHITECTURE_AT));
        program.add(new Instruction(JUMP_EQUAL, 1, 0, architecture.audit));
        program.add(give(Verdict.KILL));
        program.add(new Instruction(LOAD_WORD, 0, 0, NUMBER_AT));
        if (architecture == Architecture.X86_64) {
            program.add(new Instruction(JUMP_AT_LEAST, 0, 1, X32_BIT));
            program.add(give(Verdict.KILL));
        }
        for (Rule rule : rules) {
            if (rule.condition().test() != Condition.Test.ALWAYS) {
                List<Instruction> body = conditional(rule);
                program.add(new Instruction(JUMP_EQUAL, 0, body.size(), rule.number()));
                program.addAll(body);
            }
        }
        for (Rule rule : rules) {
            // What does not exist by the table is what the program ends with anyway.
            if (rule.condition().test() == Condition.Test.ALWAYS && rule.verdict() != Verdict.ENOSYS) {
                program.add(new Instruction(JUMP_EQUAL, 0, 1, rule.number()));
                program.add(give(rule.verdict()));
            }
        }
        program.add(give(Verdict.ENOSYS));
        ByteBuffer bytes = ByteBuffer.allocate(program.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : program) {
            bytes.putShort((short) instruction.code());
            bytes.put((byte) instruction.ifTrue());
            bytes.put((byte) instruction.ifFalse());
            bytes.putInt(instruction.value());
        }
        return bytes.array();
    }

    /** Loads the argument, tests it against each value, and ends with the two verdicts: unmatched, then matched. */
    private static List<Instruction> conditional(Rule rule) {
        Condition condition = rule.condition();
        boolean matchAllows = condition.test() == Condition.Test.ONE_OF;
        int code = condition.test() == Condition.Test.NO_BITS ? JUMP_ANY_BIT : JUMP_EQUAL;
        int count = condition.values().size();
        List<Instruction> body = new ArrayList<>();
        body.add(new Instruction(LOAD_WORD, 0, 0, ARGUMENTS_AT + Long.BYTES * condition.argument()));
        for (int i = 0; i < count; i++) {
            // A match goes over the tests that remain and over the verdict for no match.
            body.add(new Instruction(code, count - i, 0, condition.values().get(i)));
        }
        body.add(give(matchAllows ? rule.otherwise() : rule.verdict()));
        body.add(give(matchAllows ? rule.verdict() : rule.otherwise()));
        return body;
    }

    private static Instruction give(Verdict verdict) {
        return new Instruction(RETURN, 0, 0, verdict.value);
    }

    private record Instruction(int code, int ifTrue, int ifFalse, int value) {
        Instruction {
            if (ifTrue > 255 || ifFalse > 255) {
                throw new IllegalStateException("a jump of the filter is too long");
            }
        }
    }
}

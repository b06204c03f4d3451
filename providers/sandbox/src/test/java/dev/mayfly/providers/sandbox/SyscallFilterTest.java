package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.providers.sandbox.SyscallFilter.Architecture;
import dev.mayfly.providers.sandbox.SyscallFilter.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter's program is run here by an interpreter of the same machine that the kernel has. */
class SyscallFilterTest {
    private static final long NAMESPACE_FLAGS = 0x7E020000L;

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void isAProgramThatTheKernelTakes(Architecture architecture) {
        byte[] program = SyscallFilter.program(architecture);

        assertThat(program.length % 8).isZero();
        assertThat(program.length / 8).isBetween(100, 4_096);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void givesEveryRuleItsVerdict(Architecture architecture) {
        Machine machine = new Machine(SyscallFilter.program(architecture));
        for (SyscallFilter.Rule rule : SyscallFilter.rules(architecture)) {
            if (rule.condition().test() == SyscallFilter.Condition.Test.ALWAYS) {
                assertThat(machine.run(architecture.audit, rule.number()))
                        .as(rule.name())
                        .isEqualTo(rule.verdict().value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ptrace",
                "process_vm_readv",
                "process_vm_writev",
                "pidfd_getfd",
                "kcmp",
                "add_key",
                "request_key",
                "keyctl",
                "mount",
                "umount2",
                "pivot_root",
                "move_mount",
                "open_tree",
                "fsopen",
                "fsmount",
                "mount_setattr",
                "bpf",
                "perf_event_open",
                "userfaultfd",
                "unshare",
                "setns",
                "io_uring_setup",
                "io_uring_enter",
                "io_uring_register",
                "kexec_load",
                "kexec_file_load",
                "init_module",
                "finit_module",
                "delete_module",
                "open_by_handle_at",
                "name_to_handle_at",
                "reboot",
                "swapon",
                "settimeofday",
                "clock_settime",
                "syslog",
                "quotactl",
                "acct",
                "chroot",
                "clone3",
                "memfd_secret",
                "fanotify_init",
                "vmsplice"
            })
    void refusesWhatIsAWayOut(String name) {
        for (Architecture architecture : Architecture.values()) {
            Machine machine = new Machine(SyscallFilter.program(architecture));
            assertThat(machine.run(architecture.audit, number(architecture, name), 0, 0, 0, 0, 0, 0))
                    .as("%s on %s", name, architecture)
                    .isIn(Verdict.EPERM.value, Verdict.ENOSYS.value);
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void saysOfUnknownCallsThatTheyDoNotExist(Architecture architecture) {
        Machine machine = new Machine(SyscallFilter.program(architecture));
        for (int number = 463; number < 2_000; number++) {
            assertThat(machine.run(architecture.audit, number)).isEqualTo(Verdict.ENOSYS.value);
        }
    }

    @Test
    void killsCallsOfAnotherArchitecture() {
        Machine machine = new Machine(SyscallFilter.program(Architecture.X86_64));
        int i386 = 0x40000003;
        assertThat(machine.run(i386, 1)).isEqualTo(Verdict.KILL.value);
        assertThat(machine.run(Architecture.AARCH64.audit, 1)).isEqualTo(Verdict.KILL.value);
    }

    @Test
    void killsX32Calls() {
        Machine machine = new Machine(SyscallFilter.program(Architecture.X86_64));
        assertThat(machine.run(Architecture.X86_64.audit, 0x40000000)).isEqualTo(Verdict.KILL.value);
        assertThat(machine.run(Architecture.X86_64.audit, 0x40000000 + 59)).isEqualTo(Verdict.KILL.value);
    }

    @Test
    void letsThreadsBeMadeButNoNamespaces() {
        int threadFlags = 0x3D0F00;
        assertVerdict("clone", Verdict.ALLOW, threadFlags);
        assertVerdict("clone", Verdict.ALLOW, 17);
        for (int bit = 0; bit < 32; bit++) {
            if ((NAMESPACE_FLAGS & (1L << bit)) != 0) {
                assertVerdict("clone", Verdict.EPERM, 17 | (1L << bit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, ALLOW",
        "2, ALLOW",
        "10, ALLOW",
        "0, EAFNOSUPPORT",
        "16, EAFNOSUPPORT",
        "17, EAFNOSUPPORT",
        "40, EAFNOSUPPORT"
    })
    void opensOnlyPlainSockets(long family, Verdict verdict) {
        assertVerdict("socket", verdict, family);
        // The kernel looks at the low half only, and so must the filter.
        assertVerdict("socket", verdict, family | 0x1_0000_0000L);
    }

    @ParameterizedTest
    @CsvSource({"0x5412, EPERM", "0x541c, EPERM", "0x541d, EPERM", "0x5401, ALLOW", "0x540e, ALLOW"})
    void keepsTerminalsFromBeingTypedInto(String request, Verdict verdict) {
        assertVerdict("ioctl", verdict, 1, Long.decode(request));
        assertVerdict("ioctl", verdict, 1, Long.decode(request) | 0x7_0000_0000L);
    }

    @Test
    void makesNoDeviceNodes() {
        assertVerdict("mknodat", Verdict.EPERM, 0, 0, 0020666);
        assertVerdict("mknodat", Verdict.EPERM, 0, 0, 0060666);
        assertVerdict("mknodat", Verdict.ALLOW, 0, 0, 0010666);
    }

    @Test
    void keepsThePersonality() {
        assertVerdict("personality", Verdict.ALLOW, 0);
        assertVerdict("personality", Verdict.ALLOW, 0xFFFFFFFFL);
        int noRandomAddresses = 0x40000;
        assertVerdict("personality", Verdict.EPERM, noRandomAddresses);
    }

    private static void assertVerdict(String name, Verdict verdict, long... arguments) {
        for (Architecture architecture : Architecture.values()) {
            Machine machine = new Machine(SyscallFilter.program(architecture));
            assertThat(machine.run(architecture.audit, number(architecture, name), arguments))
                    .as("%s on %s", name, architecture)
                    .isEqualTo(verdict.value);
        }
    }

    private static int number(Architecture architecture, String name) {
        Map<String, SyscallFilter.Rule> rules = SyscallFilter.rules(architecture).stream()
                .collect(Collectors.toMap(SyscallFilter.Rule::name, Function.identity()));
        SyscallFilter.Rule rule = rules.get(name);
        assertThat(rule).as("%s is in the table for %s", name, architecture).isNotNull();
        return rule == null ? -1 : rule.number();
    }

    /** The part of the classic BPF machine that seccomp programs use; anything else is an error. */
    private static final class Machine {
        private final byte[] program;

        Machine(byte[] program) {
            this.program = program;
        }

        int run(int architecture, int number, long... arguments) {
            ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            data.putInt(number).putInt(architecture).putLong(0);
            for (long argument : arguments) {
                data.putLong(argument);
            }
            ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
            int accumulator = 0;
            int at = 0;
            while (true) {
                int operation = code.getShort(at * 8);
                int ifTrue = code.get(at * 8 + 2) & 0xFF;
                int ifFalse = code.get(at * 8 + 3) & 0xFF;
                int value = code.getInt(at * 8 + 4);
                at++;
                switch (operation) {
                    case 0x20 -> accumulator = data.getInt(value);
                    case 0x15 -> at += accumulator == value ? ifTrue : ifFalse;
                    case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
                    case 0x45 -> at += (accumulator & value) != 0 ? ifTrue : ifFalse;
                    case 0x06 -> {
                        return value;
                    }
                    default -> throw new AssertionError("unknown instruction " + operation);
                }
            }
        }
    }
}

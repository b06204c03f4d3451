package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.FilesContract;
import dev.mayfly.providers.spi.Progress;
import java.time.Duration;
import java.util.List;

/** The sandbox driver keeps the contract of carrying files. */
class SandboxFilesTest extends FilesContract<SandboxSpec> implements SandboxBench {
    @Override
    protected void inboxToOutbox(Owner made, String name) {
        assertThat(SandboxBench.driver()
                        .exec(
                                made,
                                List.of("mv", "--", "/home/user/inbox/" + name, "/home/user/outbox/" + name),
                                new byte[0],
                                1024,
                                Duration.ofSeconds(10),
                                Progress.SILENT)
                        .exitCode())
                .isZero();
    }
}

package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UidRegistryTest {
    private static final int FIRST = 1_950_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private UidRegistry registry;

    @BeforeEach
    void open() {
        registry = new UidRegistry(folder.resolve("uids"), FIRST, 32);
    }

    @Test
    void givesEachOwnerOneOfItsOwn() throws Exception {
        List<Owner> owners = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Owner owner = owner();
                owners.add(owner);
                calls.add(pool.submit(() -> registry.reserve(owner)));
            }
            for (Future<Integer> call : calls) {
                given.add(call.get());
            }
        }
        assertThat(given).doesNotHaveDuplicates().allMatch(uid -> uid >= FIRST && uid < FIRST + 32);
        for (int i = 0; i < owners.size(); i++) {
            assertThat(registry.reserve(owners.get(i))).isEqualTo(given.get(i));
        }
        assertThatThrownBy(() -> registry.reserve(owner()))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_EXHAUSTED));
    }

    @Test
    void takesBackOnlyWhatTheOwnerHas() {
        Owner first = owner();
        Owner second = owner();
        int uid = registry.reserve(first);
        registry.release(second);
        assertThat(registry.find(first)).hasValue(uid);
        registry.release(first);
        registry.release(first);
        assertThat(registry.find(first)).isEmpty();
        assertThat(registry.reserve(second)).isEqualTo(uid);
        assertThat(registry.find(first)).isEmpty();
    }

    @Test
    void goesOnAfterACrashBetweenWishAndClaim() throws IOException {
        Owner owner = owner();
        Files.createDirectories(folder.resolve("uids"));
        Files.writeString(
                folder.resolve("uids").resolve(owner.installation() + "." + owner.thing()),
                (FIRST + 5) + " " + owner.mark());
        assertThat(registry.find(owner)).isEmpty();
        assertThat(registry.reserve(owner)).isEqualTo(FIRST);
        registry.release(owner);
        assertThat(folder.resolve("uids")).isEmptyDirectory();
    }

    private static Owner owner() {
        return new Owner(new InstallationId("acme1"), WorkspaceId.random(new SecureRandom()), StepName.MACHINE);
    }
}

package dev.mayfly.store.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.testing.Together;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationsTest {
    @Test
    void manyWhoAskAtOnceForTheFirstTimeGetOneIdThatStays() throws Exception {
        try (Store store = Store.start()) {
            Installations installations = store.get(Installations.class);

            List<InstallationId> ids = Together.run(Collections.nCopies(8, installations::id));

            assertThat(ids).containsOnly(installations.id());
            assertThat(installations.id().value()).matches("m[a-z0-9]{7}");
        }
    }

    @Test
    void twoDatabasesAreTwoInstallations() {
        try (Store one = Store.start();
                Store other = Store.start()) {
            assertThat(one.get(Installations.class).id())
                    .isNotEqualTo(other.get(Installations.class).id());
        }
    }

    @Test
    void anEmptyDatabaseTakesTheIdOverFromTheHostAndAnotherOneIsRefused(@TempDir Path folder) {
        String file = folder.resolve("installation").toString();
        InstallationId first;
        try (Store store = Store.start()) {
            first = new Installations(store.get(Database.class), file).id();
        }
        try (Store empty = Store.start();
                Store other = Store.start()) {
            assertThat(new Installations(empty.get(Database.class), file).id()).isEqualTo(first);

            other.get(Installations.class).id();
            assertThatThrownBy(() -> new Installations(other.get(Database.class), file).id())
                    .isInstanceOf(MayflyException.class)
                    .hasMessageContaining("each needs its own");
        }
    }
}

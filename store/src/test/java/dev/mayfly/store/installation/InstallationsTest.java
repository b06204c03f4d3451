package dev.mayfly.store.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.testing.Together;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}

package dev.mayfly.cli.up;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code up} is asked to run.
 *
 * @param port the API's
 * @param temporalAddress a Temporal that is somebody else's to run
 * @param temporalNamespace the namespace in it
 * @param postgres a Postgres that is somebody else's to run
 * @param templates the installation's own templates
 */
record Wanted(
        int port,
        Optional<String> temporalAddress,
        Optional<String> temporalNamespace,
        Optional<ForeignPostgres> postgres,
        Optional<Path> templates) {}

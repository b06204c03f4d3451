import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/** Writes jOOQ's classes for the tables that the migrations make in a Postgres started for this purpose. */
final class GenerateTables {

    public static void main(String[] args) throws Exception {
        Path migrations = Path.of(args[0]).toRealPath();
        Path output = Path.of(args[1]);
        Path inputs = Path.of(args[2]);
        String jooqVersion = args[3];
        Path program = Path.of(System.getProperty("jdk.launcher.sourcefile"));

        String digest = digest(migrations, program, jooqVersion);
        if (Files.isDirectory(output)
                && Files.exists(inputs)
                && Files.readString(inputs).equals(digest)) {
            return;
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Flyway.configure()
                    .dataSource(postgres.getPostgresDatabase())
                    .locations("filesystem:" + migrations)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .load()
                    .migrate();
            GenerationTool.generate(configuration(postgres.getJdbcUrl("postgres", "postgres"), output));
        }
        // Written last: a run that broke off is repeated.
        Files.writeString(inputs, digest);
    }

    private static Configuration configuration(String url, Path output) {
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(url))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withInputSchema("public")
                                // No schema in the SQL: the connection's search path decides, also in tests.
                                .withOutputSchemaToDefault(true)
                                .withExcludes("flyway_schema_history")
                                // Instants are instants everywhere in Mayfly.
                                .withForcedTypes(new ForcedType()
                                        .withName("INSTANT")
                                        .withIncludeTypes("(?i:timestamptz|timestamp.*with\\s+time\\s+zone)")))
                        .withGenerate(new Generate().withRecords(true).withGeneratedAnnotation(false))
                        .withTarget(new Target()
                                .withPackageName("dev.mayfly.store.jooq")
                                .withDirectory(output.toString())
                                .withClean(true)));
    }

    private static String digest(Path migrations, Path program, String jooqVersion) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(jooqVersion.getBytes(StandardCharsets.UTF_8));
        sha.update(Files.readAllBytes(program));
        List<Path> files;
        try (var found = Files.list(migrations)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            sha.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sha.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private GenerateTables() {}
}

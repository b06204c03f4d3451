package dev.mayfly.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.mayfly.domain.Name;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in which values stand in histories and in the store: names as plain strings, instants and durations as in ISO
 * 8601, properties sorted. Unknown properties are ignored, so that an older worker can read what a newer one wrote.
 */
public final class Json {
    /** The mapper; immutable by convention once made. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(names())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Writes a value as JSON text. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Could not write %s as JSON".formatted(value.getClass()), e);
        }
    }

    /** Reads a value from JSON text that Mayfly wrote. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Could not read %s from JSON".formatted(type), e);
        }
    }

    /** Writes a value as canonical JSON (RFC 8785): equal values give equal bytes. */
    public static String canonical(Object value) {
        try {
            return new JsonCanonicalizer(write(value)).getEncodedString();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Could not write canonical JSON", e);
        }
    }

    /** SHA-256 of the UTF-8 bytes of {@code text}, in lower-case hexadecimal. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Every Java platform has SHA-256", e);
        }
    }

    private static SimpleModule names() {
        SimpleModule module = new SimpleModule("mayfly-names") {
            private static final long serialVersionUID = 1;

            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.addDeserializers(new NameDeserializers());
            }
        };
        module.addSerializer(Name.class, new NameSerializer());
        return module;
    }

    private static final class NameSerializer extends JsonSerializer<Name> {
        @Override
        public void serialize(Name name, JsonGenerator out, SerializerProvider serializers) throws IOException {
            out.writeString(name.value());
        }
    }

    private static final class NameDeserializers extends Deserializers.Base {
        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            Class<?> raw = type.getRawClass();
            return Name.class.isAssignableFrom(raw) && raw.isRecord() ? new NameDeserializer(raw) : null;
        }
    }

    private static final class NameDeserializer extends JsonDeserializer<Object> {
        private final Class<?> type;

        private NameDeserializer(Class<?> type) {
            this.type = type;
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String value = in.getValueAsString();
            try {
                return type.getConstructor(String.class).newInstance(value);
            } catch (InvocationTargetException e) {
                Throwable refused = e.getTargetException();
                throw new IOException(refused.getMessage(), refused);
            } catch (ReflectiveOperationException e) {
                throw new IOException("A name needs a public constructor from its text: " + type.getName(), e);
            }
        }
    }
}

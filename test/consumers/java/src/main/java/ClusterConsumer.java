import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the messages of a case system from the topic of its cluster and prints a line of JSON for each.
 *
 * <pre>ClusterConsumer --config FILE --topic NAME [--destination ID] [--messages N] [--idle SECONDS]</pre>
 *
 * FILE holds settings of the Kafka client: bootstrap.servers, group.id, and how it authenticates itself.
 */
public final class ClusterConsumer {

  public static void main(String[] words) throws IOException {
    Map<String, String> options = options(words);
    String topic = options.get("topic");
    String destination = options.get("destination");
    long wanted = Long.parseLong(options.getOrDefault("messages", String.valueOf(Long.MAX_VALUE)));
    Duration idle = Duration.ofSeconds(Long.parseLong(options.getOrDefault("idle", "31536000")));

    Inbox inbox = new Inbox();
    try (var consumer =
        new KafkaConsumer<>(
            settings(options.get("config")), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      Instant last = Instant.now();
      while (inbox.taken() < wanted && Instant.now().isBefore(last.plus(idle))) {
        var records = consumer.poll(Duration.ofMillis(500));
        if (!records.isEmpty()) last = Instant.now();
        for (var partition : records.partitions()) {
          // The records of a case are in one partition: working through it in order keeps the order of the case.
          long next = -1;
          for (var record : records.records(partition)) {
            if (inbox.taken() == wanted) break;
            // Others may share the topic; their messages are none of our business.
            if (destination == null || destination.equals(header(record, "nahtlos_destination"))) {
              inbox.take(record);
            }
            next = record.offset() + 1;
          }
          if (next < 0) continue;
          try {
            // Only now: what was not worked on before a crash comes again.
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
          } catch (CommitFailedException lost) {
            // Another member has the partition now and gets these records again; it knows their ids.
          }
        }
      }
    }
  }

  /** What the case system has taken. In a real one this is a table, written in the transaction of the work itself. */
  private static final class Inbox {
    private final Set<String> known = new HashSet<>();

    long taken() {
      return known.size();
    }

    /** Works on a message once, however often its record comes. */
    void take(ConsumerRecord<String, byte[]> record) {
      String id = header(record, "nahtlos_message_id");
      if (!known.add(id)) return;
      // Here the XML would be handed to the case system: record.value(), byte for byte.
      System.out.println(line(record, id));
    }
  }

  private static Properties settings(String file) throws IOException {
    Properties settings = new Properties();
    try (var reader = Files.newBufferedReader(Path.of(file))) {
      settings.load(reader);
    }
    // Nahtlos writes in transactions: without this, messages of aborted ones would be read too.
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    // A new group begins with what is there, not with what comes next.
    settings.put("auto.offset.reset", "earliest");
    return settings;
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String line(ConsumerRecord<String, byte[]> record, String id) {
    return "{\"topic\":%s,\"partition\":%d,\"offset\":%d,\"key\":%s,\"messageId\":%s,\"type\":%s,\"caseId\":%s,\"test\":%s,\"size\":%d,\"sha256\":%s}"
        .formatted(
            text(record.topic()),
            record.partition(),
            record.offset(),
            text(record.key()),
            text(id),
            text(header(record, "nahtlos_message_type")),
            text(header(record, "nahtlos_case_id")),
            "true".equals(header(record, "nahtlos_test")),
            record.value().length,
            text(sha256(record.value())));
  }

  /** As JSON; ids and names have no characters that need more than this. */
  private static String text(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> options(String[] words) {
    Map<String, String> options = new HashMap<>();
    for (int at = 0; at + 1 < words.length; at += 2) {
      options.put(words[at].substring("--".length()), words[at + 1]);
    }
    if (!options.keySet().containsAll(Set.of("config", "topic"))) {
      System.err.println(
          "ClusterConsumer --config FILE --topic NAME [--destination ID] [--messages N] [--idle SECONDS]");
      System.exit(2);
    }
    return options;
  }
}

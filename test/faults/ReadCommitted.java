import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints every record of the topics that a consumer of committed records sees, in the order of each partition: topic,
 * partition, offset, SHA-256 of the value, then key and headers in URL encoding, with tabs between them.
 */
class ReadCommitted {
    public static void main(String[] words) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", words[0]);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            List<TopicPartition> partitions = List.of(words).subList(1, words.length).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions));
            left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            while (!left.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) print(record);
                left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            }
        }
    }

    static void print(ConsumerRecord<byte[], byte[]> record) throws Exception {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        StringBuilder line = new StringBuilder()
            .append(record.topic()).append('\t')
            .append(record.partition()).append('\t')
            .append(record.offset()).append('\t')
            .append(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value))).append('\t')
            .append(text(record.key()));
        for (Header header : record.headers()) {
            line.append('\t').append(text(header.key().getBytes(StandardCharsets.UTF_8)));
            line.append('=').append(text(header.value()));
        }
        System.out.println(line);
    }

    static String text(byte[] bytes) {
        return bytes == null ? "" : URLEncoder.encode(new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

import Fastify from 'fastify';

/** The yardstick of intake: reads a JSON body and sends it back, nothing else. Prints its address. */
const app = Fastify();
app.post('/v1/submissions', async (request, reply) => reply.status(202).send(request.body));
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);

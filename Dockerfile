# One image for all programs: docker run nahtlos intake|transform|delivery|console|standalone, or any nahtlos command.

FROM node:20.20.2-bookworm-slim AS build
# The registry of a closed network, with --build-arg; npm's own where it is not set.
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
RUN npm run build

FROM node:20.20.2-bookworm-slim AS dependencies
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    NAHTLOS_HOST=0.0.0.0 \
    NAHTLOS_DATA=/data \
    NAHTLOS_LANDSCAPE=/app/landscape/demo \
    NAHTLOS_PACKAGES=/app/schemas
# A volume that is mounted for the first time takes owner and mode of the folder that it hides.
RUN groupadd --gid 10001 nahtlos \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin nahtlos \
 && install -d -o 10001 -g 10001 -m 0750 /data /data/out /attachments /landscape /secrets /keys /out \
 && ln -s /app/container/nahtlos /usr/local/bin/nahtlos
COPY --from=dependencies /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY package.json /app/
COPY container /app/container
COPY schemas /app/schemas
COPY landscape /app/landscape
USER 10001:10001
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.NAHTLOS_PORT || 8080) + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/app/container/nahtlos"]
CMD ["standalone"]

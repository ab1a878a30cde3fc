# Serves /app/lightapi.yaml on port 8000:
#   docker build -t lightapi .
#   docker run -p 8000:8000 -v ./lightapi.yaml:/app/lightapi.yaml:ro -v data:/data lightapi

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json rolldown.config.js ./
COPY lib lib
RUN npm run build:lib

# What runs, in the versions of the lock file, without what builds and tests.
FROM node:24-slim AS runtime
WORKDIR /runtime
COPY package.json package-lock.json .npmrc ./
COPY scripts/runtime-package.js scripts/
RUN node scripts/runtime-package.js && npm install --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production LIGHTAPI_CONFIG=/app/lightapi.yaml LIGHTAPI_DATABASE_WAIT=30
# Code that the configuration names stands beside it, and imports the package by its name.
WORKDIR /app
COPY --from=runtime /runtime/package.json ./
COPY --from=runtime /runtime/node_modules node_modules
COPY --from=build /build/dist dist
COPY schemas schemas
RUN mkdir /data && chown node:node /data
# Relative paths of SQLite files are here.
WORKDIR /data
VOLUME /data
# A number, so that Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LIGHTAPI_PORT || 8000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: the process itself gets SIGTERM.
CMD ["node", "/app/dist/cli/main.js", "serve"]

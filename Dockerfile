FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs a script to be installed. Node itself is among them, for machines that have another one: 210 MB.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json openapi.yaml LICENSE ./
COPY schemas ./schemas
COPY db ./db
COPY src ./src
COPY scripts ./scripts
# What the service writes: data, where it is not in other services, and compiled code, for a faster start.
RUN mkdir -p data node_modules/.cache && chown node:node data node_modules/.cache
USER node
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "scripts/health.ts"]
# Node itself, not npm, which would not pass on the signal to stop.
CMD ["node", "--expose-gc", "--no-flush-bytecode", "src/server.ts"]

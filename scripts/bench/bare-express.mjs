// The yardstick of the benchmarks: one Express route that parses JSON and answers, with nothing stored.
import express from "express";

const app = express();
app.disable("x-powered-by");
app.get("/", (_req, res) => res.end());
app.post("*", express.json({ type: () => true, limit: 262_144 }), (req, res) => res.status(202).json({ status: "success", data: { accepted: req.body ? 1 : 0, dropped: [] } }));
app.listen(Number(process.argv[2]), "127.0.0.1");

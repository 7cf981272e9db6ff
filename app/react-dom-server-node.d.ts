declare module "react-dom/server.node" {
  import * as server from "react-dom/server";
  export default server;
}

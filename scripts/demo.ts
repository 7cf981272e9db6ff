process.stdout.write("The demo is not built yet\n");

// The bar of start-up measurements: the smallest program that parses its flags with CLI11.
#include <CLI/CLI.hpp>

#include <cstdio>

int main(int argc, char** argv)
{
  CLI::App app{"hello"};
  app.set_version_flag("--version", "hello 1.0");
  CLI11_PARSE(app, argc, argv);
  std::puts("hello");
}

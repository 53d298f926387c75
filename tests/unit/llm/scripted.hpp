#pragma once
// One provider behind a transport that answers from literals.

#include <tilores/llm/provider.hpp>

#include <support/replay_transport.hpp>

#include <memory>
#include <string>

namespace tilores::test {

inline llm::Model model_named(std::string name, std::string provider)
{
  llm::Model model;
  model.name = std::move(name);
  model.provider = std::move(provider);
  model.context = 100'000;
  model.price = {1.0, 0.1, 10.0};
  return model;
}

inline std::shared_ptr<llm::ChatProvider> provider_named(const std::string& name,
                                                         std::shared_ptr<net::HttpTransport> transport)
{
  llm::ProviderSettings settings;
  settings.provider = llm::find_provider(name);
  settings.base_url = "http://127.0.0.1:9";
  settings.key = Secret("sk-test");
  settings.model = model_named("m-1", name);
  return llm::make_chat_provider(std::move(settings), std::move(transport));
}

inline llm::ChatRequest question(std::string text)
{
  llm::ChatRequest request;
  request.messages = {{llm::Role::system, "Be brief."}, {llm::Role::user, std::move(text)}};
  return request;
}

} // namespace tilores::test

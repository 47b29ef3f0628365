// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QUrl>

#include <chrono>
#include <stop_token>
#include <vector>

namespace howdah::prompt {

// Where prompts are run: a server that speaks OpenAI's protocol of chat completions (Ollama, llama.cpp, vLLM, or a
// provider). Never a key: that is in the keychain.
struct Endpoint
{
    QString name;
    QString baseUrl;                   // https://host/v1; /chat/completions is put behind it
    QString model;                     // that is asked where nobody names another
    std::chrono::seconds timeout{120}; // for a whole call
    bool hasKey = false;               // the keychain has one for it; otherwise it is not asked
    bool operator==(const Endpoint &) const = default;
};

inline constexpr std::chrono::seconds LeastTimeout{1};
inline constexpr std::chrono::seconds MostTimeout{3600};

// What an endpoint may not be, with what to do: a name, an address with http or https and a host, without user,
// password, query and fragment, and a time-out within its bounds.
[[nodiscard]] Result<void> checkEndpoint(const Endpoint &endpoint);
// The server that is asked, as people see it: "https://api.example.com", with its port where that is no usual one.
[[nodiscard]] QString serverOf(const Endpoint &endpoint);
// It is this machine: localhost, 127.0.0.0/8 or ::1.
[[nodiscard]] bool isLocal(const Endpoint &endpoint);
// Plain http to another machine: whoever is on the way reads prompt, answer and key.
[[nodiscard]] bool isReadableOnTheWay(const Endpoint &endpoint);

// What was configured; the window and the command line have it from the same file. Empty: nothing is ever sent.
struct Endpoints
{
    std::vector<Endpoint> list;
    QString usual; // the name of the one that is used where nobody names another; empty: the first
    bool operator==(const Endpoints &) const = default;
};

// $HOWDAH_DATA_DIR/prompts/endpoints.yaml, beside models.yaml.
[[nodiscard]] QString endpointsFile();
// A list in YAML under the key endpoints: name, url, model, timeout (seconds), "key: keychain" where there is one; and
// usual.
[[nodiscard]] Result<Endpoints> parseEndpoints(const QByteArray &yaml, const QString &fileName);
[[nodiscard]] QByteArray endpointsYaml(const Endpoints &endpoints);
// None where there is no such file. ErrorKind::Invalid with file and line; ErrorKind::Permission where others may write
// the file, who could have prompts sent to themselves. Blocks on the disk.
[[nodiscard]] Result<Endpoints> readEndpoints(const QString &file = endpointsFile());
[[nodiscard]] Result<void> writeEndpoints(const Endpoints &endpoints, const QString &file = endpointsFile());
// By its name; the usual one for none. ErrorKind::NotFound says which there are, or how one is configured.
[[nodiscard]] Result<Endpoint> findEndpoint(const Endpoints &endpoints, const QString &name = {});

// Keys are bound to name and server: a file that leads the name elsewhere does not lead the key there. Block on the
// keychain: never on the UI thread. An endpoint without a key has an empty one; ErrorKind::NotFound
// where one is missing, ErrorKind::Connection, ::Permission and
// ::Timeout as of the keychain. The caller wipes what he has got (connection::wipeSecret()).
[[nodiscard]] QString keyEntry(const Endpoint &endpoint);
[[nodiscard]] Result<QString> readEndpointKey(const Endpoint &endpoint, std::stop_token stop = {});
[[nodiscard]] Result<void> writeEndpointKey(const Endpoint &endpoint, const QString &key);
[[nodiscard]] Result<void> removeEndpointKey(const Endpoint &endpoint);

} // namespace howdah::prompt

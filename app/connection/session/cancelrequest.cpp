// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/cancelrequest.h"

#include <chrono>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

namespace howdah::connection {

constexpr std::chrono::seconds CancelPatience(5);

bool sendCancelRequest(PGconn *connection)
{
    PGcancel *request = PQgetCancel(connection);
    if (!request)
        return true;
    auto promise = std::make_shared<std::promise<void>>();
    const std::future<void> taken = promise->get_future();
    const auto ask = [request, promise] {
        char complaint[256];
        PQcancel(request, complaint, sizeof complaint); // a refused cancel is repeated by the next round
        PQfreeCancel(request);
        promise->set_value();
    };
    try {
        std::thread(ask).detach();
    } catch (const std::system_error &) {
        ask(); // no thread to be had
    }
    return taken.wait_for(CancelPatience) == std::future_status::ready;
}

} // namespace howdah::connection

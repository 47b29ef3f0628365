// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QFuture>

#include <memory>

namespace howdah::ui {

// What is made of an answer is made off the UI thread.
template <typename Value, typename Make>
[[nodiscard]] QFuture<Result<std::shared_ptr<const Value>>>
made(const QFuture<Result<connection::PipelineAnswer>> &asked, Make make)
{
    using Made = Result<std::shared_ptr<const Value>>;
    return QFuture<Result<connection::PipelineAnswer>>(asked).then(
        QtFuture::Launch::Async, [make = std::move(make)](const Result<connection::PipelineAnswer> &answer) -> Made {
            if (const Error *error = failureOf(answer))
                return fail(*error);
            return std::make_shared<const Value>(make(answer->answers));
        });
}

} // namespace howdah::ui

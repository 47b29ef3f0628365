// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/whendone.h"

#include <memory>

namespace howdah {

// What is asked again and again while only the answer to the last question counts: one that was overtaken by the next,
// or that nobody wants any more, is dropped. It ends with its owner, and with it the wish for an answer. One thread.
class Latest final
{
public:
    // Whether the answer to one question is still wanted. May be kept and copied beyond the life of its Latest.
    class Question final
    {
    public:
        [[nodiscard]] bool isWanted() const { return !m_latest.expired(); }

    private:
        friend class Latest;
        explicit Question(std::weak_ptr<const bool> latest)
            : m_latest(std::move(latest))
        {
        }
        std::weak_ptr<const bool> m_latest;
    };

    Latest() = default;
    Latest(const Latest &) = delete;
    Latest &operator=(const Latest &) = delete;

    // The next question: from now on no answer to those before is wanted.
    Question next()
    {
        m_question = std::make_shared<const bool>(true);
        return Question(m_question);
    }
    // The one that stands; none is wanted before the first, and after drop().
    [[nodiscard]] Question question() const { return Question(m_question); }
    void drop() { m_question.reset(); }

    // Asks again: `handler` has the answer in the thread of `context`, unless it was overtaken.
    template <typename T, typename Handler>
    void ask(QObject *context, const QFuture<T> &future, Handler &&handler)
    {
        next();
        alsoAsk(context, future, std::forward<Handler>(handler));
    }
    // One more answer to the same question, beside or behind the first.
    template <typename T, typename Handler>
    void alsoAsk(QObject *context, const QFuture<T> &future, Handler &&handler)
    {
        whenDone(
            context, future,
            [question = question(), handler = std::forward<Handler>(handler)](const auto &answer) mutable {
                if (question.isWanted())
                    handler(answer);
            });
    }

private:
    std::shared_ptr<const bool> m_question;
};

} // namespace howdah

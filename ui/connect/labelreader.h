// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "entity/labels.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace howdah::ui {

// The labels of rows that others refer to, for whatever shows such references: a grid, a record, a filter. Each is read
// once for a connection, all that is wanted in one turn of the event loop in one round trip, behind the pages of rows
// and never in their way. Where they cannot be read there are none. UI thread; never blocks.
class LabelReader final : public QObject
{
    Q_OBJECT
public:
    // A session that reads, with PostgreSQL's names; an error where none is to be had.
    using TakeSession = std::function<Result<std::shared_ptr<connection::Session>>()>;

    explicit LabelReader(TakeSession takeSession, QObject *parent = nullptr);
    ~LabelReader() override;

    // nullopt: not known (yet). A null text: the row is not there, may not be seen, or has none.
    [[nodiscard]] std::optional<QString> label(const entity::LabelSource &source, const entity::LabelKey &key) const
    {
        return m_cache.label(source, key);
    }
    // Why a source has no labels; nullptr where nothing went wrong.
    [[nodiscard]] const Error *failure(const entity::LabelSource &source) const { return m_cache.failure(source); }
    // Asks for what is not known and not asked already; arrived() says when it is.
    void want(std::vector<entity::LabelWish> wishes);
    // What is shown is read again, or is seen by other rights: all is forgotten.
    void forget();

    [[nodiscard]] bool isAsking() const { return m_session != nullptr; }

Q_SIGNALS:
    void arrived(); // some of what was wanted
    void forgotten();

private:
    void ask();
    void answered(const entity::LabelQuestion &question, const Result<connection::PipelineAnswer> &answer);

    const TakeSession m_takeSession;
    entity::LabelCache m_cache;
    std::vector<entity::LabelWish> m_wanted;     // in this turn
    std::deque<entity::LabelQuestion> m_waiting; // asked when what is under way is answered
    std::shared_ptr<connection::Session> m_session;
    Latest m_asked;
    QTimer m_turn;
};

} // namespace howdah::ui

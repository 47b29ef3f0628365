// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"

#include <QObject>
#include <QPointer>

#include <set>

namespace howdah::ui {

class ConnectionController;
class ResultModel;

// Hides the columns of an answer that come from a column which a model calls sensitive, until somebody asks for one of
// them, which is noted in the audit log first. UI thread.
class ResultMasks final : public QObject
{
    Q_OBJECT
public:
    // Without a connection nothing is known.
    ResultMasks(ConnectionController *connection, ResultModel *model, QObject *parent);

    [[nodiscard]] bool isSensitive(int column) const { return m_sensitive.contains(column); }
    void reveal(int column);

Q_SIGNALS:
    void changed();
    void revealed(const howdah::Result<void> &noted);

private:
    void bind();
    void apply();

    QPointer<ConnectionController> m_connection;
    ResultModel *m_model;
    std::set<int> m_sensitive;
    std::set<int> m_revealed;
    Latest m_noting;
};

} // namespace howdah::ui

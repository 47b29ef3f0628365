// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/labelreader.h"

namespace howdah::ui {

// What models say of the database that a window is connected to, and the labels of its rows. It is told of each
// catalog that is read; files of models are read and bound off the UI thread. UI thread.
class EntityBook final : public QObject
{
    Q_OBJECT
public:
    explicit EntityBook(LabelReader::TakeSession takeSession, QObject *parent = nullptr);

    // nullptr: nothing is known of a database.
    void setCatalog(const catalog::Snapshot &catalog);

    // Never nullptr; unknown until the models of what is connected are read. Kept by whoever works with what it points
    // to.
    [[nodiscard]] const std::shared_ptr<const entity::Entities> &entities() const { return m_entities; }
    [[nodiscard]] LabelReader &labels() { return m_labels; }
    // Files of models have changed.
    void readFilesAgain();

Q_SIGNALS:
    void changed(); // entities() are others now

private:
    void bind();

    LabelReader m_labels;
    catalog::Snapshot m_catalog;
    std::shared_ptr<const entity::Entities> m_entities;
    Latest m_asked;
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"

#include <QAbstractListModel>
#include <QAction>
#include <QPointer>

#include <memory>
#include <stop_token>
#include <vector>

namespace howdah::ui {

// Something that the palette can do or go to: an action, or an object of the catalog.
struct PaletteEntry
{
    QString title;
    QString detail; // the page of a command, the kind of an object
    QString iconName;
    QString shortcut;         // as the platform writes it
    QPointer<QAction> action; // of a command; empty for an object
    QString schema;           // of an object
    QString name;
};

using PaletteEntries = std::shared_ptr<const std::vector<PaletteEntry>>;

// The entries that match what was typed, best first. Matching runs on a worker thread over an immutable list, so that
// typing over a large catalog never waits; answers to older questions are dropped. UI thread.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        DetailRole = Qt::UserRole,
        IconNameRole,
        ShortcutRole,
        PositionsRole, // QList<int>: the characters of the title that matched
    };
    static constexpr int shownAtMost = 100;

    using QAbstractListModel::QAbstractListModel;
    ~PaletteModel() override;

    void setEntries(PaletteEntries entries);
    void setPattern(const QString &pattern);
    [[nodiscard]] const PaletteEntry &entry(int row) const;
    [[nodiscard]] bool isMatching() const { return m_matching; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void matched(); // rows are those of the pattern that was set last

private:
    struct Hit
    {
        int entry = 0;
        int score = 0;
        QList<int> positions;
    };
    [[nodiscard]] static std::vector<Hit>
    hits(const PaletteEntries &entries, const QString &pattern, const std::stop_token &stop);
    void match();

    PaletteEntries m_entries = std::make_shared<const std::vector<PaletteEntry>>();
    PaletteEntries m_shownEntries = m_entries; // those that m_hits point into
    std::vector<Hit> m_hits;
    QString m_pattern;
    std::stop_source m_stop; // of the match under way
    Latest m_latest;         // likewise
    bool m_matching = false;
};

} // namespace howdah::ui

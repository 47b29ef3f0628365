// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>

#include <map>
#include <vector>

class QAction;

namespace howdah::ui {

class Settings;

// The keys of all commands: their own, and those that the operator has chosen instead, which are kept and given to the
// actions when they come. UI thread.
class Keymap final : public QObject
{
    Q_OBJECT
public:
    static constexpr QLatin1StringView Window{"window"}; // the group of what works everywhere

    struct Entry
    {
        QString id; // of the group and the keys that it came with, so that another language changes nothing
        QString group;
        QString groupTitle;
        QPointer<QAction> action;
        QList<QKeySequence> own;
    };

    // Settings outlive it.
    explicit Keymap(Settings &settings, QObject *parent = nullptr);

    // Those that are there already are left alone.
    void add(const QString &group, const QString &groupTitle, const QList<QAction *> &actions);
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

    [[nodiscard]] QKeySequence keys(const Entry &entry) const;
    [[nodiscard]] bool isChosen(const Entry &entry) const;
    // Why it cannot have these keys: "" when it can. Keys that are typed or steer fields, and those of another command
    // that is there at the same time, by its name.
    [[nodiscard]] QString refusal(const Entry &entry, const QKeySequence &keys) const;
    // Empty keys: none. False where refusal() says why.
    bool choose(const Entry &entry, const QKeySequence &keys);
    // Its own, unless another command has been given them meanwhile.
    bool reset(const Entry &entry);
    void resetAll();

Q_SIGNALS:
    void changed();

private:
    void readChosen();
    void keepChosen();
    void give(const Entry &entry) const;

    Settings &m_settings;
    std::vector<Entry> m_entries;
    std::map<QString, QKeySequence> m_chosen; // by id
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <QObject>

#include <vector>

namespace howdah::ui {

// Keeps, copies and removes profiles on another thread, one thing at a time. What is removed can be put back, with its
// passwords, as long as this object lives; then they leave the keychain as well. UI thread.
class ProfileKeeper final : public QObject
{
    Q_OBJECT
public:
    explicit ProfileKeeper(QObject *parent = nullptr);
    ~ProfileKeeper() override;

    // What is typed for the keychain; empty: nothing.
    struct Secrets
    {
        QString password;
        QString passphrase;
    };
    // `before` is what it was when its editing began; without it, it is a new one.
    void keep(const std::optional<connection::Profile> &before, const connection::Profile &after, Secrets secrets);
    // Under a name that is free, without its passwords.
    void duplicate(const connection::Profile &profile);
    void remove(const connection::Profile &profile);
    void putBack(); // the last that was removed
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void busyChanged();
    // `warning`: of a keychain that has not taken the password.
    void kept(const howdah::connection::Profile &profile, const QString &warning);
    void copied(const howdah::connection::Profile &profile);
    void removed(const howdah::connection::Profile &profile);
    void cameBack(const howdah::connection::Profile &profile);
    void failed(const howdah::Error &error);

private:
    template <typename T>
    void run(std::function<Result<T>()> work, std::function<void(const T &)> then);
    void setBusy(bool busy);

    bool m_busy = false;
    std::vector<connection::Profile> m_removed;
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace howdah::data {

// A pipe whose beginning was read already: gives it again, and then the rest.
class PeekedDevice final : public QIODevice
{
public:
    PeekedDevice(QByteArray beginning, QIODevice &rest)
        : m_beginning(std::move(beginning))
        , m_rest(rest)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        if (!m_beginning.isEmpty()) {
            const qint64 some = std::min<qint64>(most, m_beginning.size());
            std::memcpy(to, m_beginning.constData(), size_t(some));
            m_beginning.remove(0, some);
            return some;
        }
        const qint64 some = m_rest.read(to, most);
        if (some < 0)
            setErrorString(m_rest.errorString());
        return some;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_beginning;
    QIODevice &m_rest;
};

} // namespace howdah::data

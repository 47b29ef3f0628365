// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/secretprompt.h"

#include "cli/terminal/tr.h"
#include "connection/keychain.h"

#include <QFile>

#include <array>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using connection::wipeSecret;

namespace {

constexpr char InterruptByte = 3;
constexpr qsizetype Longest = 4096;

// The terminal while something secret is typed: no echo, and Ctrl+C comes as a character, so that the echo comes back.
class QuietTerminal final
{
public:
    QuietTerminal()
        : m_descriptor(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY))
    {
        if (m_descriptor < 0 || tcgetattr(m_descriptor, &m_before) != 0)
            return;
        termios quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO | ISIG);
        quiet.c_cc[VEOL] = InterruptByte;
        m_changed = tcsetattr(m_descriptor, TCSAFLUSH, &quiet) == 0;
    }
    ~QuietTerminal()
    {
        if (m_changed)
            tcsetattr(m_descriptor, TCSAFLUSH, &m_before);
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    QuietTerminal(const QuietTerminal &) = delete;
    QuietTerminal &operator=(const QuietTerminal &) = delete;

    [[nodiscard]] bool isUsable() const { return m_changed; }
    void say(const QByteArray &text) const { (void)!write(m_descriptor, text.constData(), size_t(text.size())); }
    [[nodiscard]] QByteArray readLine() const
    {
        QByteArray line;
        std::array<char, 256> part{};
        while (line.size() < Longest && !line.endsWith('\n') && !line.endsWith(InterruptByte)) {
            const ssize_t count = read(m_descriptor, part.data(), part.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                break;
            line.append(part.data(), qsizetype(count));
        }
        explicit_bzero(part.data(), part.size());
        return line;
    }

private:
    int m_descriptor;
    termios m_before{};
    bool m_changed = false;
};

Result<QString> ask(const QString &question)
{
    const QuietTerminal terminal;
    if (!terminal.isUsable())
        return fail(ErrorKind::Usage, tr("There is no terminal to ask for the password"));
    terminal.say(question.toLocal8Bit() + ": ");
    QByteArray line = terminal.readLine();
    terminal.say("\n");
    const bool declined = line.endsWith(InterruptByte) || line.isEmpty();
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    QString secret = QString::fromLocal8Bit(line);
    wipeSecret(line);
    if (declined)
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    return secret;
}

} // namespace

connection::SecretAsker terminalAsker()
{
    const int descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return {};
    close(descriptor);
    return &ask;
}

Result<QString> secretFromFile(const QString &path)
{
    QFile file(path);
    const bool opened = path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    QByteArray line = file.readLine(Longest);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    QString secret = QString::fromUtf8(line);
    wipeSecret(line);
    if (secret.isEmpty())
        return fail(ErrorKind::Usage, tr("The first line of %1 is empty").arg(path));
    return secret;
}

} // namespace howdah::cli

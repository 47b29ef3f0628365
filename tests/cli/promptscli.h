// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/ctlprocess.h"
#include "prompt/promptdatabase.h"
#include "prompt/promptfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace howdah::test {

using namespace Qt::StringLiterals;

// `howdahctl prompts` on a database and a folder that each test function has for itself.
class PromptsCli
{
protected:
    void begin()
    {
        m_base.emplace(m_server);
        m_folder.emplace();
    }

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString keyFile() const { return path(u"keys"_s); }
    [[nodiscard]] QStringList environment() const
    {
        // Nothing of the machine's own: neither its journal nor its keychain.
        return {u"HOWDAH_DATA_DIR="_s + path(u"data"_s), u"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"_s};
    }

    int ctl(const QStringList &arguments)
    {
        CtlProcess process(QStringList{u"prompts"_s} + arguments, environment());
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    // With database and keys.
    int prompts(const QStringList &arguments)
    {
        return ctl(arguments + QStringList{u"--database"_s, m_base->uri(), u"--key-file"_s, keyFile()});
    }
    [[nodiscard]] QJsonObject json() const
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(m_out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("not JSON: %s", m_out.constData());
        return document.object();
    }
    [[nodiscard]] QStringList actions() const
    {
        QStringList list;
        for (const QJsonValue item : json()[u"prompts"_s].toArray())
            list << item[u"promptId"_s].toString() + u' ' + item[u"action"_s].toString();
        return list;
    }

    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QDir().mkpath(QFileInfo(file).path());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(name));
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
    }
    void writePrompt(const prompt::Prompt &prompt) const
    {
        write(u"source/"_s + prompt::promptFileName(prompt), expected(prompt::promptFileText(prompt)));
    }
    void makeKey()
    {
        if (prompts({u"keys"_s, u"create"_s, u"--id"_s, u"first"_s, u"--yes"_s}) != 0)
            qFatal("%s", m_err.constData());
    }
    // Two versions of A and one of B, in the folder and in the database.
    void seedThree()
    {
        makeKey();
        writePrompt(PromptDatabase::version(u"A"_s, u"1.0.0"_s, true));
        writePrompt(PromptDatabase::version(u"A"_s, u"1.1.0"_s, false));
        writePrompt(PromptDatabase::version(u"B"_s, u"1.0.0"_s, true));
        if (prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s}) != 0)
            qFatal("%s", m_err.constData());
    }
    [[nodiscard]] QString active() const
    {
        return m_base->psql(u"SELECT string_agg(name || ' ' || version, ',' ORDER BY name) FROM ai_prompts WHERE "
                            "\"isActive\""_s);
    }

    test::TestServer m_server;
    std::optional<PromptDatabase> m_base;
    std::optional<QTemporaryDir> m_folder;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace howdah::test

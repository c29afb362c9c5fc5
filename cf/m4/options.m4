dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl The options part of the .cf: one row per option,
dnl
dnl     _O(define, option, value of the daemon when nothing is said, what it does)
dnl
dnl A defined name becomes "O Option=value" ("O Option" when the definition is empty), any other a comment
dnl that shows the default. Presets that this library writes without being asked are in defaults.m4.

dnl Reading this file writes its rows: assemble.m4 includes it at the right place.
divert(0)dnl
_O_GROUP(`Files and directories')dnl
_O(`ALIAS_FILE', `AliasFile', `MAIL_SETTINGS_DIR`'aliases', `alias databases searched in order')dnl
_O(`HELP_FILE', `HelpFile', `MAIL_SETTINGS_DIR`'helpfile', `source of SMTP HELP and of test-mode help')dnl
_O(`QUEUE_DIR', `QueueDirectory', `/var/spool/mqueue', `queue base directory')dnl
_O(`STATUS_FILE', `StatusFile', `', `statistics counters for mailstats')dnl
_O(`confPID_FILE', `PidFile', `/var/run/sendmail.pid', `pid file')dnl
_O(`confHOSTS_FILE', `HostsFile', `/etc/hosts', `hosts database used only while canonifying names via the files service')dnl
_O(`confSERVICE_SWITCH_FILE', `ServiceSwitchFile', `MAIL_SETTINGS_DIR`'service.switch', `own service switch (ignored where the OS switch is used)')dnl
_O(`confERROR_MESSAGE', `ErrorHeader', `MAIL_SETTINGS_DIR`'error-header', `text prepended to the human part of bounces')dnl
_O(`confDEAD_LETTER_DROP', `DeadLetterDrop', `/var/tmp/dead.letter', `system dead letter file for undeliverable bounces')dnl
_O(`confHOST_STATUS_DIRECTORY', `HostStatusDirectory', `.hoststat', `persistent per-host status tree')dnl
_O(`confCONTROL_SOCKET_NAME', `ControlSocketName', `/var/spool/mqueue/.control', `UNIX socket for daemon control')dnl
_O(`confUSERDB_SPEC', `UserDatabaseSpec', `MAIL_SETTINGS_DIR`'userdb', `user database locations (maildrop, mailname, mailsender lookups)')dnl
_O(`confFORWARD_PATH', `ForwardPath', `/var/forward/$u:$z/.forward.$w:$z/.forward', `candidate forward files tried in order')dnl
_O(`confSAFE_FILE_ENV', `SafeFileEnvironment', `', `directory below which files are written, plain files only; its prefix is cut from names')dnl
_O(`confQUEUE_FILE_MODE', `QueueFileMode', `0600', `mode of queue files')dnl
_O(`confTEMP_FILE_MODE', `TempFileMode', `0600', `mode of transcripts, files delivered to, host status and statistics files')dnl
_O(`confSHARED_MEMORY_KEY', `SharedMemoryKey', `0', `shared memory segment for queue counts and free space')dnl
_O(`confSHARED_MEMORY_KEY_FILE', `SharedMemoryKeyFile', `', `where an auto-selected key is stored')dnl
_O(`confUNSAFE_GROUP_WRITES', `UnsafeGroupWrites', `True', `older name of a part of DontBlameSendmail')dnl
_O_GROUP(`Addresses and headers')dnl
_O(`confOPERATORS', `OperatorChars', `.:@[]', `token separators in address scanning')dnl
_O(`confBLANK_SUB', `BlankSub', `_', `character in the place of unquoted white space inside an address')dnl
_O(`confMUST_QUOTE_CHARS', `MustQuoteChars', `.', `extra characters forcing quotes in a phrase')dnl
_O(`confCOLON_OK_IN_ADDR', `ColonOkInAddr', `True', `treat colon as ordinary character instead of group syntax')dnl
_O(`confOLD_STYLE_HEADERS', `OldStyleHeaders', `False', `blanks may separate header addresses when no comma/paren/angle is present')dnl
_O(`confSINGLE_LINE_FROM_HEADER', `SingleLineFromHeader', `False', `unfold From: headers')dnl
_O(`confNO_RCPT_ACTION', `NoRecipientAction', `none', `messages without recipient header: none, add-to, add-apparently-to, add-bcc, add-to-undisclosed')dnl
_O(`confMAX_HEADERS_LENGTH', `MaxHeadersLength', `32768', `total header bytes accepted')dnl
_O(`confMAX_MIME_HEADER_LENGTH', `MaxMimeHeaderLength', `0/0', `longest MIME header field / parameter let through; the rest is cut off')dnl
_O(`confFROM_LINE', `UnixFromLine', `From $g $d', `UNIX mailbox separator format')dnl
_O(`confSAVE_FROM_LINES', `SaveFromLine', `False', `keep a leading UNIX From line found on input')dnl
# set-but-empty keeps the caller TZ
ifelse(defn(`confTIME_ZONE'), `USE_SYSTEM', `#O TimeZoneSpec=', defn(`confTIME_ZONE'), `USE_TZ', `O TimeZoneSpec=', `O TimeZoneSpec=confTIME_ZONE')
_O(`confDONT_PRUNE_ROUTES', `DontPruneRoutes', `False', `do not strip source routes when sending bounces')dnl
_O(`confDONT_EXPAND_CNAMES', `DontExpandCnames', `False', `[name] keeps the alias name instead of its canonical target')dnl
_O(`confUSE_COMPRESSED_IPV6_ADDRESSES', `UseCompressedIPv6Addresses', `', `print IPv6 with :: compression')dnl
_O_GROUP(`Bodies')dnl
_O(`confSEVEN_BIT_INPUT', `SevenBitInput', `False', `strip the high bit from every input byte')dnl
_O(`confEIGHT_BIT_HANDLING', `EightBitMode', `pass8', `undeclared 8-bit handling: p=pass through, m=label as MIME, s=reject')dnl
_O(`confDEF_CHAR_SET', `DefaultCharSet', `unknown-8bit', `charset named for undeclared 8-bit text when the mailer has no C=')dnl
_O(`confMIME_FORMAT_ERRORS', `SendMimeErrors', `True', `bounces as MIME multipart/report')dnl
_O(`confIGNORE_DOTS', `IgnoreDots', `False', `a lone dot does not end command-line input (never applies to SMTP)')dnl
_O(`confREJECT_NUL', `RejectNUL', `false', `refuse messages whose body has a NUL byte')dnl
_O(`confDF_BUFFER_SIZE', `DataFileBufferSize', `4096', `bytes of body kept in memory before df goes to disk')dnl
_O(`confXF_BUFFER_SIZE', `XscriptFileBufferSize', `4096', `same for the transcript')dnl
_O_GROUP(`Local users')dnl
_O(`confMATCH_GECOS', `MatchGECOS', `False', `fuzzy match unknown local names against the password full-name field')dnl
_O(`confME_TOO', `MeToo', `True', `keep the sender when an alias expansion contains it')dnl
_O(`confCHECK_ALIASES', `CheckAliases', `False', `validate right-hand sides while rebuilding aliases')dnl
_O(`confALIAS_WAIT', `AliasWait', `5m', `how long to wait for the @:@ completion marker before warning and going on')dnl
_O(`confMAX_ALIAS_RECURSION', `MaxAliasRecursion', `10', `alias nesting bound')dnl
_O(`confMAILBOX_DATABASE', `MailboxDatabase', `pw', `mailbox lookup back end (pw, or ldap when compiled in)')dnl
_O(`confDEF_USER_ID', `DefaultUser', `mailnull', `identity for mailers without S and for unsafe contexts')dnl
_O(`confRUN_AS_USER', `RunAsUser', `sendmail', `drop to this identity after startup / accepting')dnl
_O(`confTRUSTED_USER', `TrustedUser', `root', `may own databases/control socket and start the daemon')dnl
_O(`confDONT_INIT_GROUPS', `DontInitGroups', `False', `skip initgroups, primary group only')dnl
_O(`confUSE_MSP', `UseMSP', `', `mail submission program mode: group-writable queue accepted')dnl
_O(`confDIRECT_SUBMISSION_MODIFIERS', `DirectSubmissionModifiers', `', `value of {daemon_flags} for command line submission')dnl
_O_GROUP(`Errors and reports')dnl
_O(`confERROR_MODE', `ErrorMode', `print', `how errors of submission are told: print, quiet, mail, write')dnl
_O(`confUSE_ERRORS_TO', `UseErrorsTo', `False', `send bounces to Errors-To: addresses')dnl
_O(`confCOPY_ERRORS_TO', `PostmasterCopy', `Postmaster', `header-only copies of bounces go here (not for negative precedence)')dnl
_O(`confDOUBLE_BOUNCE_ADDRESS', `DoubleBounceAddress', `postmaster', `who gets failed bounces')dnl
_O(`confRRT_IMPLIES_DSN', `RrtImpliesDsn', `False', `Return-Receipt-To: turns on success DSNs to the envelope sender')dnl
_O(`confSOFT_BOUNCE', `SoftBounce', `False', `turn 5xx results into 4xx')dnl
_O(`confLOG_LEVEL', `LogLevel', `10', `syslog verbosity threshold')dnl
_O(`confPROCESS_TITLE_PREFIX', `ProcessTitlePrefix', `prefix', `prefix of the ps title')dnl
_O(`confREJECT_LOG_INTERVAL', `RejectLogInterval', `3h', `repeat interval of the refusing-connections log line')dnl
_O_GROUP(`Limits and load')dnl
_O(`confMIN_FREE_BLOCKS', `MinFreeBlocks', `100', `free queue-fs blocks required before MAIL is accepted (452 otherwise)')dnl
_O(`confMAX_MESSAGE_SIZE', `MaxMessageSize', `0', `advertised via SIZE and enforced on input')dnl
_O(`confMAX_HOP', `MaxHopCount', `25', `Received-line count above which mail bounces as looping')dnl
_O(`confMAX_RCPTS_PER_MESSAGE', `MaxRecipientsPerMessage', `0', `RCPTs above it get 452')dnl
_O(`confBAD_RCPT_THROTTLE', `BadRcptThrottle', `0', `rejected recipients after which each further RCPT is delayed one second')dnl
_O(`confMAX_NOOP_COMMANDS', `MaxNOOPCommands', `20', `useless commands (NOOP VERB ETRN HELP...) allowed before delays start')dnl
_O(`confCONNECTION_RATE_THROTTLE', `ConnectionRateThrottle', `0', `new connections per second and daemon before the listener sleeps')dnl
_O(`confCONNECTION_RATE_WINDOW_SIZE', `ConnectionRateWindowSize', `60s', `window for {client_rate} and {total_rate}')dnl
_O(`confMAX_DAEMON_CHILDREN', `MaxDaemonChildren', `0', `refuse connections beyond this number of children')dnl
_O(`confQUEUE_LA', `QueueLA', `8', `load at which the queue-only formula starts to apply')dnl
_O(`confREFUSE_LA', `RefuseLA', `12', `load at which connections are refused')dnl
_O(`confDELAY_LA', `DelayLA', `0', `load above which connections and most commands are delayed one second')dnl
_O_GROUP(`Queue')dnl
_O(`confDELIVERY_MODE', `DeliveryMode', `background', `background, interactive, queue-only or deferred (queued without looking anything up)')dnl
_O(`confSAFE_QUEUE', `SuperSafe', `True', `True fsyncs qf before replying')dnl
_O(`confCHECKPOINT_INTERVAL', `CheckpointInterval', `10', `rewrite the qf file after this many delivered recipients')dnl
_O(`confCON_EXPENSIVE', `HoldExpensive', `False', `queue instead of connecting for mailers with flag e')dnl
_O(`confMIN_QUEUE_AGE', `MinQueueAge', `30m', `jobs tried less than this time ago wait for a later queue run')dnl
_O(`confMAX_QUEUE_AGE', `MaxQueueAge', `', `with MinQueueAge>0 turns on per-job exponential back-off capped here')dnl
_O(`confMAX_QUEUE_RUN_SIZE', `MaxQueueRunSize', `0', `jobs taken per queue run, also bounds mailq output')dnl
_O(`confQUEUE_SORT_ORDER', `QueueSortOrder', `priority', `priority, host, filename, time, modification, random or none')dnl
_O(`confQUEUE_FACTOR', `QueueFactor', `600000', `numerator of the load formula that decides queue-only')dnl
_O(`confWORK_RECIPIENT_FACTOR', `RecipientFactor', `30000', `added to message priority per recipient')dnl
_O(`confWORK_CLASS_FACTOR', `ClassFactor', `1800', `multiplied by the precedence class and subtracted from priority')dnl
_O(`confWORK_TIME_FACTOR', `RetryFactor', `90000', `added to priority for each delivery attempt')dnl
_O(`confSEPARATE_PROC', `ForkEachJob', `False', `separate process per queue job')dnl
_O(`confMAX_QUEUE_CHILDREN', `MaxQueueChildren', `', `bound on concurrent queue runner sets')dnl
_O(`confMAX_RUNNERS_PER_QUEUE', `MaxRunnersPerQueue', `1', `default Runners= of queue groups')dnl
_O(`confNICE_QUEUE_RUN', `NiceQueueRun', `', `nice value for queue runners')dnl
_O(`confFAST_SPLIT', `FastSplit', `1', `>0 skips MX lookups for the initial sort')dnl
_O(`confREQUIRES_DIR_FSYNC', `RequiresDirfsync', `true', `fsync directories after metadata changes')dnl
_O(`confDELIVER_BY_MIN', `DeliverByMin', `0', `<0 hide DELIVERBY, 0 offer bare, >0 advertise as minimum')dnl
_O_GROUP(`SMTP server')dnl
_O(`confSMTP_LOGIN_MSG', `SmtpGreetingMessage', `$j Sendmail $v ready at $b', `220 banner text')dnl
_O(`confALLOW_BOGUS_HELO', `AllowBogusHELO', `False', `accept HELO/EHLO without an argument')dnl
_O(`confPRIVACY_FLAGS', `PrivacyOptions', `authwarnings', `what SMTP tells and users may do: authwarnings, noexpn, novrfy, goaway, restrictmailq ...')dnl
_O(`confDONT_PROBE_INTERFACES', `DontProbeInterfaces', `False', `names and addresses of the interfaces do not go into class w (loopback: only those of loopback)')dnl

# Listeners
ifdef(`_DAEMONS_', `_DAEMONS_`'', `ifdef(`_NETINET6_', `O DaemonPortOptions=Name=MTA-v4, Family=inet
O DaemonPortOptions=Name=MTA-v6, Family=inet6
', `O DaemonPortOptions=Name=MTA
')')dnl
ifdef(`_NO_MSA_', `', `O DaemonPortOptions=Port=587, Name=MSA, M=E
')dnl
_O_GROUP(`SMTP client and name service')dnl
_O(`confBIND_OPTS', `ResolverOptions', `+AAONLY', `words for the resolver with + or -, as +DNSRCH -DEFNAMES; WorkAroundBrokenAAAA; HasWildcardMX')dnl
_O(`confMCI_CACHE_SIZE', `ConnectionCacheSize', `2', `idle SMTP client connections kept open')dnl
_O(`confMCI_CACHE_TIMEOUT', `ConnectionCacheTimeout', `5m', `maximum idle life of a cached connection')dnl
_O(`confSINGLE_THREAD_DELIVERY', `SingleThreadDelivery', `False', `one connection to a host over all processes (needs HostStatusDirectory)')dnl
_O(`confTRY_NULL_MX_LIST', `TryNullMXList', `False', `best MX of a domain that is not ours: try its address instead of an error')dnl
_O(`confFALLBACK_MX', `FallbackMXhost', `fall.back.host.net', `appended as the least-preferred MX of every host')dnl
_O(`confFALLBACK_SMARTHOST', `FallbackSmartHost', `fall.back.host.net', `tried last, even when the host lookup itself failed')dnl
_O(`confCONNECT_ONLY_TO', `ConnectOnlyTo', `0.0.0.0', `override every outgoing connect address (testing)')dnl
_O(`confHELO_NAME', `HeloName', `', `name the client sends in HELO/EHLO')dnl
_O(`confDIAL_DELAY', `DialDelay', `0s', `a first connect that times out is tried again after this time (mailers with flag Z)')dnl

# Where outgoing connections come from
ifdef(`_CLIENTS_', `_CLIENTS_`'', `#O ClientPortOptions=Family=inet, Address=0.0.0.0
')dnl
_O_GROUP(`Authentication and TLS')dnl
_O(`confDEF_AUTH_INFO', `DefaultAuthInfo', `MAIL_SETTINGS_DIR`'default-auth-info', `credentials of the client, five lines: user, authorization, password, realm, mechanisms')dnl
_O(`confAUTH_MECHANISMS', `AuthMechanisms', `EXTERNAL GSSAPI KERBEROS_V4 DIGEST-MD5 CRAM-MD5', `offered/used mechanisms, intersected with the library')dnl
_O(`confAUTH_REALM', `AuthRealm', `', `realm handed to SASL')dnl
_O(`confAUTH_OPTIONS', `AuthOptions', `', `A=client sends AUTH= only after authenticating')dnl
_O(`confAUTH_MAX_BITS', `AuthMaxBits', `', `cap on SASL security-layer strength (combined with TLS strength)')dnl
_O(`confCACERT_PATH', `CACertPath', `', `hashed CA directory')dnl
_O(`confCACERT', `CACertFile', `', `CA bundle, also the acceptable-CA list sent to clients')dnl
_O(`confCRL', `CRLFile', `', `revocation list')dnl
_O(`confCRL_PATH', `CRLPath', `', `hashed CRL directory')dnl
_O(`confSERVER_CERT', `ServerCertFile', `', `server certificate (second comma part = second key type)')dnl
_O(`confSERVER_KEY', `ServerKeyFile', `', `server private key')dnl
_O(`confCLIENT_CERT', `ClientCertFile', `', `client certificate')dnl
_O(`confCLIENT_KEY', `ClientKeyFile', `', `client private key')dnl
_O(`confDH_PARAMETERS', `DHParameters', `', `DH parameters')dnl
_O(`confCIPHER_LIST', `CipherList', `', `TLS <=1.2 ciphers')dnl
_O(`confSERVER_SSL_OPTIONS', `ServerSSLOptions', `', `server side TLS option bits')dnl
_O(`confCLIENT_SSL_OPTIONS', `ClientSSLOptions', `', `client side TLS option bits')dnl
_O(`confTLS_SRV_OPTIONS', `TLSSrvOptions', `', `V: do not ask clients for a certificate; C: run without one of our own')dnl
_O(`confTLS_FALLBACK_TO_CLEAR', `TLSFallbacktoClear', `', `retry immediately without TLS after a client handshake failure')dnl
_O(`confCERT_FINGERPRINT_ALGORITHM', `CertFingerprintAlgorithm', `', `peer certificate fingerprint digest')dnl
_O(`confRAND_FILE', `RandFile', `', `entropy source')dnl
_O(`confSSL_ENGINE', `SSLEngine', `', `crypto engine name (chil is initialised before forking)')dnl
_O(`confSSL_ENGINE_PATH', `SSLEnginePath', `', `dynamic engine location: path/lib<engine>.so')dnl
_O(`confDANE', `DANE', `false', `TLSA records are checked by the client: true needs DNSSEC, always is for tests')dnl
_O_GROUP(`Timeouts')dnl
_O(`confTO_INITIAL', `Timeout.initial', `5m', `client wait for the 220 greeting')dnl
_O(`confTO_CONNECT', `Timeout.connect', `5m', `client connect() limit, can only shorten the kernel one')dnl
_O(`confTO_ACONNECT', `Timeout.aconnect', `0s', `limit for all connection attempts of one delivery together')dnl
_O(`confTO_ICONNECT', `Timeout.iconnect', `5m', `connect limit for the very first delivery attempt of a message')dnl
_O(`confTO_HELO', `Timeout.helo', `5m', `reply to HELO/EHLO')dnl
_O(`confTO_MAIL', `Timeout.mail', `10m', `reply to MAIL')dnl
_O(`confTO_RCPT', `Timeout.rcpt', `1h', `reply to RCPT')dnl
_O(`confTO_DATAINIT', `Timeout.datainit', `5m', `354 reply to DATA')dnl
_O(`confTO_DATABLOCK', `Timeout.datablock', `1h', `each block of data, server read and client write')dnl
_O(`confTO_DATAFINAL', `Timeout.datafinal', `1h', `reply to the final dot')dnl
_O(`confTO_RSET', `Timeout.rset', `5m', `reply to RSET')dnl
_O(`confTO_QUIT', `Timeout.quit', `2m', `reply to QUIT')dnl
_O(`confTO_MISC', `Timeout.misc', `2m', `replies to NOOP, VERB and other commands')dnl
_O(`confTO_COMMAND', `Timeout.command', `1h', `server idle wait for the next command (and per line)')dnl
_O(`confTO_IDENT', `Timeout.ident', `5s', `RFC 1413 query')dnl
_O(`confTO_FILEOPEN', `Timeout.fileopen', `60s', `open of a .forward or :include: file')dnl
_O(`confTO_LHLO', `Timeout.lhlo', `2m', `reply to LHLO')dnl
_O(`confTO_AUTH', `Timeout.auth', `10m', `reply during AUTH dialogue')dnl
_O(`confTO_STARTTLS', `Timeout.starttls', `1h', `STARTTLS reply and handshake')dnl
_O(`confTO_CONTROL', `Timeout.control', `2m', `control socket transaction')dnl
_O(`confTO_HOSTSTATUS', `Timeout.hoststatus', `30m', `age at which cached host status is stale')dnl
_O(`confTO_RESOLVER_RETRANS', `Timeout.resolver.retrans', `5s', `resolver retransmission interval: sets default, first and normal')dnl
_O(`confTO_RESOLVER_RETRANS_FIRST', `Timeout.resolver.retrans.first', `5s', `same for the first delivery attempt')dnl
_O(`confTO_RESOLVER_RETRANS_NORMAL', `Timeout.resolver.retrans.normal', `5s', `same for other lookups')dnl
_O(`confTO_RESOLVER_RETRY', `Timeout.resolver.retry', `4', `resolver retries: sets default, first and normal')dnl
_O(`confTO_RESOLVER_RETRY_FIRST', `Timeout.resolver.retry.first', `4', `same for the first attempt')dnl
_O(`confTO_RESOLVER_RETRY_NORMAL', `Timeout.resolver.retry.normal', `4', `same for other lookups')dnl
_O(`confTO_QUEUERETURN', `Timeout.queuereturn', `5d', `bounce age for all priorities incl. DSNs')dnl
_O(`confTO_QUEUERETURN_NORMAL', `Timeout.queuereturn.normal', `5d', `messages of normal priority')dnl
_O(`confTO_QUEUERETURN_URGENT', `Timeout.queuereturn.urgent', `2d', `Priority: urgent')dnl
_O(`confTO_QUEUERETURN_NONURGENT', `Timeout.queuereturn.non-urgent', `7d', `Priority: non-urgent')dnl
_O(`confTO_QUEUERETURN_DSN', `Timeout.queuereturn.dsn', `5d', `bounces themselves')dnl
_O(`confTO_QUEUEWARN', `Timeout.queuewarn', `4h', `age of the delayed-mail warning, all priorities')dnl
_O(`confTO_QUEUEWARN_NORMAL', `Timeout.queuewarn.normal', `4h', `normal priority')dnl
_O(`confTO_QUEUEWARN_URGENT', `Timeout.queuewarn.urgent', `1h', `urgent')dnl
_O(`confTO_QUEUEWARN_NONURGENT', `Timeout.queuewarn.non-urgent', `12h', `non-urgent')dnl
_O(`confTO_QUEUEWARN_DSN', `Timeout.queuewarn.dsn', `4h', `bounces')dnl

dnl Options that features ask for
ifdef(`_SET_CERT_ALTNAMES_', `O SetCertAltnames=true
')dnl
ifdef(`_STS_', `O StrictTransportSecurity=true
')dnl
ifdef(`_BCC_', `O AddBcc=true
')dnl
